using Google.Protobuf;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Onnx.Proto;
using QuantGen.OnnxRuntime;

namespace QuantGen.EndToEnd.Tests.Export;

/// <summary>Runs a quantized model here and its export in ONNX Runtime, and compares every 8-bit tensor and every output.</summary>
internal sealed class QdqComparison
{
    private readonly QuantizedModel _model;

    private QdqComparison(QuantizedModel model, Dictionary<Value, string> names)
    {
        _model = model;
        Bytes = names.Keys.ToDictionary(value => value, _ => new ByteAgreement());
        Floats = model.Graph.Outputs.ToDictionary(value => value, _ => 0.0);
    }

    /// <summary>By 8-bit tensor. One that is never in memory here, because the next step is fused into its producer, counts nothing.</summary>
    public Dictionary<Value, ByteAgreement> Bytes { get; }

    /// <summary>By output: the largest difference, relative to the sample's largest magnitude.</summary>
    public Dictionary<Value, double> Floats { get; }

    /// <summary>All bytes together.</summary>
    public ByteAgreement Total => Bytes.Values.Aggregate(new ByteAgreement(), (total, bytes) => total.Add(bytes));

    public static QdqComparison Run(QuantizedModel model, IEnumerable<OrtTensor> samples, OrtOptimization optimization)
    {
        var names = model.Assignment.QuantizedValues.ToDictionary(value => value, model.QuantizedName);
        using var session = OrtSession.Open(WithOutputs(model.Export, names.Values), new OrtSessionOptions { Optimization = optimization });
        using var runner = new ModelRunner(model.Graph, model.Assignment);
        var comparison = new QdqComparison(model, names);
        foreach (var sample in samples)
        {
            var theirs = session.Run((model.Graph.Inputs[0].Name, sample));
            comparison.Add(runner.Run(QuantizedModel.ToSample(sample)), theirs, names);
        }

        return comparison;
    }

    /// <summary>A model with its 8-bit tensors as further outputs. This does not keep ONNX Runtime from fusing: they are the fused kernels' results.</summary>
    public static byte[] WithOutputs(ModelProto model, IEnumerable<string> names)
    {
        var copy = model.Clone();
        var type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Uint8 } };
        copy.Graph.Output.AddRange(names.Select(name => new ValueInfoProto { Name = name, Type = type }));
        return copy.ToByteArray();
    }

    private void Add(ModelRun ours, IReadOnlyDictionary<string, OrtTensor> theirs, Dictionary<Value, string> names)
    {
        foreach (var (value, name) in names.Where(pair => ours.CanRead(pair.Key)))
        {
            // Dequantized and quantized again, a byte is itself.
            byte[] bytes = [.. ours.Read(value).Select(_model.Assignment.Parameters(value).Quantize)];
            Bytes[value].Add(bytes, theirs[name].Get<byte>());
        }

        foreach (var output in Floats.Keys)
        {
            var expected = theirs[output.Name].Get<float>();
            var error = ours.Read(output).Zip(expected, (left, right) => Math.Abs((double)left - right)).Max();
            var magnitude = expected.Max(Math.Abs);
            Floats[output] = Math.Max(Floats[output], magnitude == 0 ? error : error / magnitude);
        }
    }
}
