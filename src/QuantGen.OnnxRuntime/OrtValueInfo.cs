namespace QuantGen.OnnxRuntime;

/// <summary>An input or output of a session.</summary>
/// <param name="Name">Its name in the model.</param>
/// <param name="OnnxElementType">The element type's number in ONNX; 0 when it is no tensor.</param>
/// <param name="Dimensions">The shape, with -1 for symbolic dimensions.</param>
public sealed record OrtValueInfo(string Name, int OnnxElementType, IReadOnlyList<int> Dimensions);
