using Google.Protobuf;
using QuantGen.Compiler;
using QuantGen.Compiler.Accuracy;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Modes;
using QuantGen.Compiler.Quantization;
using QuantGen.EndToEnd.Tests.Export;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport.Models;

namespace QuantGen.EndToEnd.Tests.Models;

/// <summary>What a mode costs on a model, against its float form and against ONNX Runtime running the exported model.</summary>
internal sealed record ModeMeasurement
{
    /// <summary>Samples of the export to run in ONNX Runtime: it is the same model, and slow in some modes.</summary>
    private const int ExportSamples = 4;

    public required string Model { get; init; }

    /// <summary>Float against quantized.</summary>
    public required ComparisonResult Comparison { get; init; }

    /// <summary>All outputs together.</summary>
    public required double Sqnr { get; init; }

    /// <summary>Our float against ONNX Runtime's: the largest difference relative to the largest magnitude of an output.</summary>
    public required double FloatDifference { get; init; }

    /// <summary>ONNX Runtime on the exported model against ours, as SQNR: infinite for the same bits.</summary>
    public required double ExportSqnr { get; init; }

    public required long WeightBytes { get; init; }

    /// <summary>The bytes of the float model's weights, as packed for the float kernels.</summary>
    public required long FloatWeightBytes { get; init; }

    /// <summary>Compiles and measures.</summary>
    /// <param name="model">The model and its data.</param>
    /// <param name="options">The mode.</param>
    /// <param name="calibration">Samples to calibrate on, in static mode.</param>
    /// <param name="evaluation">The most samples to measure on.</param>
    public static ModeMeasurement Measure(RecordedModel model, QuantizationOptions options, int calibration, int evaluation)
    {
        var graph = ModelCompiler.Load(model.ModelPath);
        var outcome = Compile(graph, model, options, calibration);
        using var floatRunner = new ModelRunner(graph, QuantizationAssignment.Float());
        var samples = Enumerable.Range(0, Math.Min(evaluation, model.Count)).Select(model.Sample).ToArray();
        var calibrationSamples = samples.Select(sample => QuantizedModel.ToSample(sample)).ToArray();
        var comparison = ModelComparison.Run(graph, floatRunner, outcome.Assignment, calibrationSamples, labels: null, progress: null);
        using var quantizedRunner = new ModelRunner(graph, outcome.Assignment);
        return new ModeMeasurement
        {
            Model = model.Name,
            Comparison = comparison,
            Sqnr = AllOutputs(graph, floatRunner, quantizedRunner, samples),
            FloatDifference = FloatError(graph, floatRunner, OrtSession.Open(model.ModelPath), samples.Take(ExportSamples)),
            ExportSqnr = ExportError(graph, quantizedRunner, OrtSession.Open(outcome.ToOnnx().ToByteArray()), samples.Take(ExportSamples)).SqnrDb,
            WeightBytes = ModelLowering.Lower(graph, outcome.Assignment).Weights.Length,
            FloatWeightBytes = ModelLowering.Lower(graph, QuantizationAssignment.Float()).Weights.Length,
        };
    }

    private static QuantizationOutcome Compile(ModelGraph graph, RecordedModel model, QuantizationOptions options, int calibration)
    {
        var request = new CompileRequest { ClassName = "Model", RequestHash = "-", ModelPath = model.ModelPath, Options = options };
        if (options.Mode != QuantizationMode.Static)
        {
            return QuantizationModes.Run(graph, request, progress: null);
        }

        using var folder = model.WriteCalibration(calibration);
        return QuantizationModes.Run(graph, request with { CalibrationPath = folder.Path }, progress: null);
    }

    private static double AllOutputs(ModelGraph graph, ModelRunner reference, ModelRunner quantized, IEnumerable<OrtTensor[]> samples)
    {
        var meter = new ErrorMeter();
        foreach (var sample in samples.Select(sample => QuantizedModel.ToSample(sample)))
        {
            var (left, right) = (reference.Run(sample), quantized.Run(sample));
            foreach (var output in graph.Outputs.Where(left.CanRead))
            {
                meter.Add(left.Read(output), right.Read(output));
            }
        }

        return meter.SqnrDb;
    }

    private static double FloatError(ModelGraph graph, ModelRunner runner, OrtSession session, IEnumerable<OrtTensor[]> samples)
    {
        using (session)
        {
            return Pairs(graph, runner, session, samples).Max(pair =>
                pair.Theirs.Zip(pair.Ours).Max(values => Math.Abs(values.First - values.Second)) / Math.Max(pair.Theirs.Max(MathF.Abs), float.Epsilon));
        }
    }

    private static ErrorMeter ExportError(ModelGraph graph, ModelRunner runner, OrtSession session, IEnumerable<OrtTensor[]> samples)
    {
        using (session)
        {
            var meter = new ErrorMeter();
            foreach (var (ours, theirs) in Pairs(graph, runner, session, samples))
            {
                meter.Add(ours, theirs);
            }

            return meter;
        }
    }

    /// <summary>Every float output of every sample.</summary>
    private static IEnumerable<(float[] Ours, float[] Theirs)> Pairs(
        ModelGraph graph, ModelRunner runner, OrtSession session, IEnumerable<OrtTensor[]> samples)
    {
        foreach (var sample in samples)
        {
            var run = runner.Run(QuantizedModel.ToSample(sample));
            var inputs = graph.Inputs.Zip(sample, (input, tensor) => (input.Name, tensor)).Where(input => session.Inputs.Any(known => known.Name == input.Name));
            var theirs = session.Run(inputs);
            foreach (var output in graph.Outputs.Where(output => run.CanRead(output) && theirs[output.Name].Data is float[]))
            {
                yield return (run.Read(output), theirs[output.Name].Get<float>());
            }
        }
    }
}
