using QuantGen.Compiler;
using QuantGen.Compiler.Accuracy;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Modes;
using QuantGen.Compiler.Quantization;
using QuantGen.EndToEnd.Tests.Export;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport.Models;

namespace QuantGen.EndToEnd.Tests.Models;

/// <summary>A model of the static suite in the attribute's default configuration, measured on data that the build did not see.</summary>
internal sealed record StaticMeasurement
{
    /// <summary>Samples for figures that need ONNX Runtime to run the export with every tensor as an output.</summary>
    private const int ExportSamples = 8;

    public required string Name { get; init; }

    /// <summary>Signal to quantization noise of all outputs together, in dB.</summary>
    public required double Sqnr { get; init; }

    /// <summary>The same of each output, by name.</summary>
    public required IReadOnlyList<(string Name, double Sqnr)> Outputs { get; init; }

    /// <summary>The share of samples whose highest score is the label's, in float; null without labels.</summary>
    public double? FloatAccuracy { get; init; }

    /// <summary>The same in int8.</summary>
    public double? QuantizedAccuracy { get; init; }

    /// <summary>The share of samples whose highest score is the same in both.</summary>
    public double? Agreement { get; init; }

    /// <summary>Our bytes against ONNX Runtime's on the exported model.</summary>
    public required ByteAgreement Export { get; init; }

    public required long FloatWeightBytes { get; init; }

    public required long QuantizedWeightBytes { get; init; }

    public required IReadOnlyList<KeptFloatNode> FloatNodes { get; init; }

    /// <summary>Compiles and measures.</summary>
    public static StaticMeasurement Measure(SuiteModel model, CalibrationMethod method = CalibrationMethod.Default)
    {
        var request = new CompileRequest
        {
            ClassName = "Model",
            RequestHash = "-",
            ModelPath = model.ModelPath,
            CalibrationPath = model.Data.CalibrationPath,
            Options = new QuantizationOptions { Method = method },
        };
        var graph = ModelCompiler.Load(model.ModelPath);
        var outcome = StaticCompilation.Run(graph, request, progress: null);
        using var floatRunner = new ModelRunner(graph, QuantizationAssignment.Float());
        using var quantizedRunner = new ModelRunner(graph, outcome.Assignment);
        var comparison = new Comparison(graph, model.Data.Labels);
        for (var i = 0; i < model.Data.Count; i++)
        {
            var sample = QuantizedModel.ToSample(model.Data.Evaluation.Slice(i, 1, keepAxis: true));
            comparison.Add(i, floatRunner.Run(sample), quantizedRunner.Run(sample));
        }

        var samples = Enumerable.Range(0, Math.Min(ExportSamples, model.Data.Count)).Select(i => model.Data.Evaluation.Slice(i, 1, keepAxis: true));
        return comparison.ToMeasurement(
            model.Name,
            QdqComparison.Run(new QuantizedModel(graph, outcome.Assignment), samples, OrtOptimization.All).Total,
            WeightBytes(graph, QuantizationAssignment.Float()),
            WeightBytes(graph, outcome.Assignment),
            outcome.Accuracy!.FloatNodes);
    }

    private static long WeightBytes(ModelGraph graph, QuantizationAssignment assignment)
    {
        return Compiler.Lowering.ModelLowering.Lower(graph, assignment).Weights.Length;
    }

    /// <summary>Sums over samples.</summary>
    private sealed class Comparison(ModelGraph graph, int[]? labels)
    {
        private readonly ErrorMeter _all = new();
        private readonly ErrorMeter[] _outputs = [.. graph.Outputs.Select(_ => new ErrorMeter())];
        private int _samples;
        private int _floatHits;
        private int _quantizedHits;
        private int _same;

        public void Add(int index, ModelRun reference, ModelRun quantized)
        {
            for (var i = 0; i < _outputs.Length; i++)
            {
                var (left, right) = (reference.Read(graph.Outputs[i]), quantized.Read(graph.Outputs[i]));
                _outputs[i].Add(left, right);
                _all.Add(left, right);
                if (labels is not null && i == 0)
                {
                    var (floatClass, quantizedClass) = (ArgMax(left), ArgMax(right));
                    _floatHits += floatClass == labels[index] ? 1 : 0;
                    _quantizedHits += quantizedClass == labels[index] ? 1 : 0;
                    _same += floatClass == quantizedClass ? 1 : 0;
                }
            }

            _samples++;
        }

        public StaticMeasurement ToMeasurement(
            string name, ByteAgreement export, long floatBytes, long quantizedBytes, IReadOnlyList<KeptFloatNode> floatNodes)
        {
            return new StaticMeasurement
            {
                Name = name,
                Sqnr = _all.SqnrDb,
                Outputs = [.. graph.Outputs.Zip(_outputs, (value, meter) => (value.Name, meter.SqnrDb))],
                FloatAccuracy = Share(_floatHits),
                QuantizedAccuracy = Share(_quantizedHits),
                Agreement = Share(_same),
                Export = export,
                FloatWeightBytes = floatBytes,
                QuantizedWeightBytes = quantizedBytes,
                FloatNodes = floatNodes,
            };
        }

        private double? Share(int count)
        {
            return labels is null ? null : (double)count / _samples;
        }

        private static int ArgMax(float[] scores)
        {
            return Array.IndexOf(scores, scores.Max());
        }
    }
}
