namespace QuantGen.Compiler.Graph;

/// <summary>A node breaks its operator's rules; the reason, in lower case, completes "the model is not valid at NODE: ...".</summary>
internal sealed class InvalidNodeException(string reason) : Exception(reason);

/// <summary>A node is valid ONNX, and this form of its operator is not supported; the reason completes "NODE is not supported: ...".</summary>
internal sealed class UnsupportedNodeException(string reason) : Exception(reason);
