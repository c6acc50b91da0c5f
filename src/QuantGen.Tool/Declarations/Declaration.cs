using QuantGen.Declarations;

namespace QuantGen.Tool.Declarations;

/// <summary>A valid <c>[Quantize]</c> attribute and its place, line and column counted from 1.</summary>
internal sealed record Declaration(QuantizeRequest Request, string File, int Line, int Column);
