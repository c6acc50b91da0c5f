using QuantGen.Compiler.Onnx.Proto;

namespace QuantGen.TestSupport.Models;

/// <summary>A trained model with the data to calibrate it and the data, disjoint from that, to measure it.</summary>
/// <param name="Name">Its path under <c>shared/models</c>, without extension.</param>
/// <param name="ModelPath">The float ONNX model.</param>
/// <param name="Data">What goes in.</param>
public sealed record SuiteModel(string Name, string ModelPath, SuiteData Data)
{
    /// <summary>Whether the model states a size for the first dimension of its input: samples then go in one at a time.</summary>
    public bool HasFixedBatch { get; } = ReadFixedBatch(ModelPath);

    /// <summary>The name of the input that the data goes into.</summary>
    public string InputName => ReadInput(ModelPath).Name;

    private static ValueInfoProto ReadInput(string path)
    {
        return ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)).Graph.Input[0];
    }

    private static bool ReadFixedBatch(string path)
    {
        return ReadInput(path).Type.TensorType.Shape.Dim[0].ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue;
    }
}
