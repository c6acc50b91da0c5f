using QuantGen.Compiler.Calibration;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Calibration.Ranges;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Export;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Onnx.Proto;
using QuantGen.Compiler.Quantization;
using QuantGen.OnnxRuntime;

namespace QuantGen.EndToEnd.Tests.Export;

/// <summary>A model with one input, in which everything that can be quantized is.</summary>
internal sealed record QuantizedModel(ModelGraph Graph, QuantizationAssignment Assignment)
{
    /// <summary>The exported model.</summary>
    public ModelProto Export { get; } = QdqExporter.Export(Graph, Assignment);

    /// <summary>Quantizes with the extremes that the samples show.</summary>
    public static QuantizedModel Create(ModelGraph graph, IEnumerable<CalibrationSample> samples, bool perChannel = true)
    {
        var candidates = new StaticQuantizer(graph, new QuantizationOptions()).Candidates();
        using var runner = new ModelRunner(graph, QuantizationAssignment.Float());
        var calibrator = Calibrator.Run(runner, samples, candidates, bins: 16, progress: null);
        var method = new MinMaxRange();
        return Create(graph, value => method.Choose(calibrator.Histogram(value)), perChannel);
    }

    /// <summary>Quantizes with given ranges.</summary>
    public static QuantizedModel Create(ModelGraph graph, Func<Value, (float Min, float Max)> range, bool perChannel = true)
    {
        var quantizer = new StaticQuantizer(graph, new QuantizationOptions { PerChannel = perChannel });
        var ranges = quantizer.Candidates().ToDictionary(value => value.Name, range);
        return new QuantizedModel(graph, quantizer.Quantize(new StaticCalibration(ranges, StaticCalibration.NoCorrections), new HashSet<string>()));
    }

    /// <summary>A sample of the arrays that are a model's inputs, in its order.</summary>
    public static CalibrationSample ToSample(params IEnumerable<OrtTensor> inputs)
    {
        return new CalibrationSample([.. inputs.Select(input => new CalibrationArray(input.Data, input.Dimensions))]);
    }

    /// <summary>The name of a value's 8-bit tensor in the exported model.</summary>
    public string QuantizedName(Value value)
    {
        // A stored value is what a DequantizeLinear gives; another one is quantized for those of its readers that compute in integers.
        return Export.Graph.Node.FirstOrDefault(node => node.OpType == "DequantizeLinear" && node.Output[0] == value.Name)?.Input[0]
            ?? Export.Graph.Node.Single(node => node.OpType == "QuantizeLinear" && node.Input[0] == value.Name).Output[0];
    }
}
