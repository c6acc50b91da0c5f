using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Onnx.Proto;

namespace QuantGen.Compiler.Onnx;

/// <summary>Which files beside a model hold its tensors, so that a build sees when one changes.</summary>
internal static class ExternalDataFiles
{
    /// <summary>The files' full paths in a fixed order, whether or not they exist. The model itself is not among them.</summary>
    /// <exception cref="CompilationException">The model cannot be read, or names a file outside its folder.</exception>
    public static IReadOnlyList<string> Find(string modelFile)
    {
        return Tensors(OnnxModelReader.ParseAny(modelFile).Graph)
            .Where(tensor => tensor.DataLocation == TensorProto.Types.DataLocation.External)
            .Select(tensor => ExternalData.Locate(modelFile, tensor))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToArray();
    }

    /// <summary>Every tensor of a graph and the graphs within it.</summary>
    private static IEnumerable<TensorProto> Tensors(GraphProto graph)
    {
        var attributes = graph.Node.SelectMany(node => node.Attribute).ToArray();
        return graph.Initializer
            .Concat(attributes.SelectMany(attribute => attribute.Tensors))
            .Concat(attributes.Select(attribute => attribute.T).OfType<TensorProto>())
            .Concat(attributes.SelectMany(attribute => attribute.Graphs).SelectMany(Tensors))
            .Concat(attributes.Select(attribute => attribute.G).OfType<GraphProto>().SelectMany(Tensors));
    }
}
