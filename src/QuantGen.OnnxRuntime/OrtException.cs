namespace QuantGen.OnnxRuntime;

/// <summary>ONNX Runtime refused a call; the message is its own.</summary>
public sealed class OrtException(string message) : Exception(message);
