namespace QuantGen.OnnxRuntime;

/// <summary>ONNX Runtime's native library is not on this machine; the message says where it was looked for.</summary>
public sealed class OrtUnavailableException(string message) : Exception(message);
