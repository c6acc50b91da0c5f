using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Recurrent;

/// <summary>ONNX GRU (opset 7 to 22), with its reset gate applied before or after the product (<c>linear_before_reset</c>).</summary>
internal sealed class Gru : RecurrentOperator
{
    public override string Name => "GRU";

    protected override int Gates => 3;

    protected override void CheckAttributes(Node node, RecurrentDirection direction)
    {
        _ = Activations(node, direction);
    }

    protected override void LowerDirection(
        Node node, LoweringContext context, RecurrentDirection direction, IRecurrentArithmetic arithmetic, Operand?[] outputs)
    {
        var resetsFirst = node.Attributes.Integer("linear_before_reset", 0) == 0;
        var scratch = context.Scratch($"{node.Name}_states{direction.Suffix}", ElementType.Float32, direction.Batch, Kernels.Gru.ScratchLength(direction.Hidden));
        context.Step(
            node,
            $"GRU, {direction.Hidden} hidden",
            $"{nameof(Kernels.Gru)}.{arithmetic.Method}",
            [
                ("projected", arithmetic.Project()),
                .. arithmetic.Product("", 0, resetsFirst ? 2 : Gates),
                .. arithmetic.Product("candidate", 2, resetsFirst ? 1 : 0),
                ("lengths", context.ReadOptional(node, LengthsInput)),
                ("initialHidden", context.ReadOptional(node, InitialHiddenInput)),
                ("output", outputs[0]),
                ("lastHidden", outputs[1]),
                ("scratch", scratch),
                .. arithmetic.States(),
                ("geometry", direction.Geometry),
                ("functions", Functions(node, direction)),
            ]);
    }

    private static Argument Functions(Node node, RecurrentDirection direction)
    {
        var activations = Activations(node, direction);
        return Argument.Structure<GruFunctions>([
            ("gate", RecurrentActivations.Argument(activations[0])),
            ("candidate", RecurrentActivations.Argument(activations[1])),
            ("clip", RecurrentActivations.Clip(node))]);
    }

    private static RecurrentActivation[] Activations(Node node, RecurrentDirection direction)
    {
        return RecurrentActivations.Of(node, direction.Index, direction.Count, [RecurrentFunction.Sigmoid, RecurrentFunction.Tanh]);
    }
}
