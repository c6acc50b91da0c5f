using QuantGen.Compiler.Graph;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Pow (opset 7 to 15) of floats; a constant exponent may be of any type.</summary>
internal sealed class Pow : BinaryOperator
{
    public override string Name => "Pow";

    protected override IReadOnlyList<ElementType> SupportedTypes { get; } = [ElementType.Float32];

    protected override string KernelOf(Node node)
    {
        return nameof(Broadcast.Power);
    }

    public override void Infer(Node node)
    {
        node.RequireTypes([.. SupportedTypes]);
        base.Infer(node);
    }

    /// <summary>A square is a product, which is faster and has a form in integers.</summary>
    public override IReadOnlyList<Node>? Expand(Node node, Func<string, string> uniqueName)
    {
        var (value, exponent) = (node.Input(0), node.Input(1));
        if (exponent.Constant is not { } constant || value.Type != ElementType.Float32)
        {
            return null;
        }

        var numbers = constant.ToFloat32();
        if (numbers is [2] && constant.Rank <= value.Rank)
        {
            return [Expansion.Node("Mul", node.Name, [value, value], node.Output)];
        }

        if (constant.Type == ElementType.Float32)
        {
            return null;
        }

        var floats = Value.FromConstant(uniqueName($"{node.Name}.exponent"), TensorData.Create<float>(constant.Dimensions, numbers));
        return [Expansion.Node("Pow", node.Name, [value, floats], node.Output)];
    }
}
