using Google.Protobuf;
using QuantGen.Compiler.Onnx.Proto;
using QuantGen.OnnxRuntime;

namespace QuantGen.TestSupport.Conformance;

/// <summary>One of ONNX's own tests of a single operator: a model, its inputs, and the outputs that ONNX's reference gives.</summary>
public sealed class OnnxNodeTest
{
    private OnnxNodeTest(string modelPath, IReadOnlyList<(string, OrtTensor)> inputs, IReadOnlyList<(string, OrtTensor)> outputs)
    {
        ModelPath = modelPath;
        Inputs = inputs;
        Outputs = outputs;
    }

    /// <summary>The model file.</summary>
    public string ModelPath { get; }

    /// <summary>The inputs by the graph's names, in its order.</summary>
    public IReadOnlyList<(string Name, OrtTensor Tensor)> Inputs { get; }

    /// <summary>The expected outputs by the graph's names, in its order.</summary>
    public IReadOnlyList<(string Name, OrtTensor Tensor)> Outputs { get; }

    /// <summary>Loads <c>shared/conformance/node/NAME</c>; skips the test when the machine does not have it.</summary>
    /// <param name="name">The test's folder, for instance <c>test_averagepool_2d_pads</c>.</param>
    /// <exception cref="NotSupportedException">It uses sequences, optionals, or an element type without a .NET type.</exception>
    public static OnnxNodeTest Load(string name)
    {
        var folder = SharedData.Get(Path.Combine("conformance", "node", name));
        var modelPath = Path.Combine(folder, "model.onnx");
        var graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(modelPath)).Graph;
        return new OnnxNodeTest(modelPath, LoadAll(folder, "input", graph.Input), LoadAll(folder, "output", graph.Output));
    }

    /// <summary>
    /// The same test as a user's model has it: shapes, axes and other small parameters are initializers, and the opset is one that
    /// QuantGen reads. ONNX's tests pass everything as an input, and stay at, or move to, an opset that says nothing about the operator.
    /// </summary>
    /// <param name="oldestOpset">The oldest opset that is read.</param>
    /// <param name="newestOpset">The newest opset that is read.</param>
    /// <returns>The model, and the inputs that are left.</returns>
    public (byte[] Model, IReadOnlyList<(string Name, OrtTensor Tensor)> Inputs) WithParameters(
        int oldestOpset, int newestOpset)
    {
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(ModelPath));
        foreach (var opset in model.OpsetImport.Where(opset => opset.Domain.Length == 0))
        {
            opset.Version = Math.Clamp(opset.Version, oldestOpset, newestOpset);
        }

        var parameters = Inputs.Where(input => IsParameter(input.Tensor)).ToArray();
        foreach (var (name, tensor) in parameters)
        {
            var proto = new TensorProto { Name = name, DataType = tensor.OnnxElementType, RawData = ByteString.CopyFrom(tensor.Bytes) };
            proto.Dims.AddRange(tensor.Dimensions.Select(dimension => (long)dimension));
            model.Graph.Initializer.Add(proto);
        }

        return (model.ToByteArray(), [.. Inputs.Except(parameters)]);
    }

    /// <summary>
    /// Fails unless <paramref name="actual"/> holds every expected output, exactly for integers and booleans, else to ONNX's own
    /// bounds: relative 1e-3, absolute 1e-7.
    /// </summary>
    public void AssertOutputs(IReadOnlyDictionary<string, OrtTensor> actual)
    {
        foreach (var (name, expected) in Outputs)
        {
            TensorAssert.Close(expected, actual[name], relative: 1e-3, absolute: 1e-7, name);
        }
    }

    private static bool IsParameter(OrtTensor tensor)
    {
        return tensor.Dimensions.Count == 0 || (tensor.Dimensions.Count == 1 && tensor.Data is long[] or int[]);
    }

    private static (string, OrtTensor)[] LoadAll(string folder, string kind, IEnumerable<ValueInfoProto> values)
    {
        return [.. values.Select((value, i) =>
        {
            if (value.Type.ValueCase != TypeProto.ValueOneofCase.TensorType)
            {
                throw new NotSupportedException($"The {kind} {value.Name} is no tensor but {value.Type.ValueCase}.");
            }

            var file = Path.Combine(folder, "test_data_set_0", $"{kind}_{i}.pb");
            return (value.Name, ReadTensor(TensorProto.Parser.ParseFrom(File.ReadAllBytes(file))));
        })];
    }

    private static OrtTensor ReadTensor(TensorProto proto)
    {
        var tensor = OrtTensor.Allocate(proto.DataType, [.. proto.Dims.Select(dimension => checked((int)dimension))]);
        if (tensor.Data.Length > 0 && proto.RawData.IsEmpty)
        {
            throw new NotSupportedException("Test data without raw_data is not supported.");
        }

        proto.RawData.Span.CopyTo(tensor.Bytes);
        return tensor;
    }
}
