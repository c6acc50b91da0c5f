using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;

namespace QuantGen.Compiler.Onnx;

/// <summary>
/// float16 and bfloat16: the model's inputs and outputs have these types where the file says so, its weights are stored in them, and everything between
/// is computed in float32. A cast to one of them, and an intermediate result in it, is not rounded: the result is the more exact one.
/// </summary>
internal static class NarrowFloats
{
    public static bool IsNarrow(ElementType type)
    {
        return type is ElementType.Float16 or ElementType.BFloat16;
    }

    /// <summary>The type in which a tensor of a type is computed.</summary>
    public static ElementType Computed(ElementType type)
    {
        return IsNarrow(type) ? ElementType.Float32 : type;
    }

    /// <summary>A constant in the type in which it is computed.</summary>
    public static TensorData Widen(TensorData constant)
    {
        return IsNarrow(constant.Type) ? TensorData.Create<float>(constant.Dimensions, constant.ToFloat32()) : constant;
    }

    /// <summary>The value that nodes read for an input of the model.</summary>
    public static Value Widen(ModelGraph graph, Value input)
    {
        return IsNarrow(input.Type) ? Cast(graph, input, new Value(graph.UniqueName(WideName(input.Name))), ElementType.Float32) : input;
    }

    /// <summary>An output of the model, in the type that the file gives it.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="computed">What a node computes.</param>
    /// <param name="name">The output's name.</param>
    /// <param name="type">Its type.</param>
    public static Value Narrow(ModelGraph graph, Value computed, string name, ElementType? type)
    {
        return type is { } narrow && IsNarrow(narrow) ? Cast(graph, computed, new Value(graph.UniqueName(name)), narrow) : computed;
    }

    /// <summary>The name of the float32 tensor behind an input or output.</summary>
    public static string WideName(string name)
    {
        return $"{name}.float32";
    }

    private static Value Cast(ModelGraph graph, Value source, Value target, ElementType type)
    {
        graph.Nodes.Add(Expansion.Node("Cast", graph.UniqueNodeName($"{target.Name}.cast"), [source], target, ("to", (long)OnnxElementTypes.Write(type))));
        return target;
    }
}
