namespace QuantGen;

/// <summary>Name, element type and shape of a model's input or output.</summary>
/// <param name="Name">The ONNX name.</param>
/// <param name="ElementType">The .NET type of an element, <see cref="float"/> for ONNX's float.</param>
/// <param name="Shape">The dimensions; -1 where the model leaves one open.</param>
/// <param name="Dimensions">The dimensions as text: numbers, or the names of open ones.</param>
public sealed record TensorInfo(string Name, Type ElementType, IReadOnlyList<int> Shape, IReadOnlyList<string> Dimensions)
{
    /// <summary>For people: <c>image: Single [batch, 1, 8, 8]</c>.</summary>
    public override string ToString()
    {
        return $"{Name}: {ElementType.Name} [{string.Join(", ", Dimensions)}]";
    }
}
