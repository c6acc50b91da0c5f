using QuantGen.Compiler.Graph;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX BitwiseAnd, BitwiseOr and BitwiseXor (opset 18) of integers.</summary>
/// <param name="name">The operator, which is the kernel's name too.</param>
internal sealed class BitwiseOperator(string name) : BinaryOperator
{
    public override string Name => name;

    protected override IReadOnlyList<ElementType> SupportedTypes { get; } = [.. Numbers.Where(type => type.IsInteger())];

    public override IReadOnlyList<IntegerForm> IntegerForms => [];

    protected override string KernelOf(Node node)
    {
        return name switch
        {
            "BitwiseAnd" => nameof(Broadcast.BitwiseAnd),
            "BitwiseOr" => nameof(Broadcast.BitwiseOr),
            _ => nameof(Broadcast.BitwiseXor),
        };
    }
}
