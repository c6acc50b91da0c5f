using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;

namespace QuantGen.Compiler.Operators;

/// <summary>An operator that is a function of one element of its first input: 256 entries on bytes, which the kernel before it can look up on its way out.</summary>
internal interface ITableFunction
{
    /// <summary>Entry q is the output byte for input byte q, for an integer node.</summary>
    byte[] Table(Node node, LoweringContext context);
}
