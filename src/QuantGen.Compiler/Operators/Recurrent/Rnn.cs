using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Recurrent;

/// <summary>ONNX RNN (opset 7 to 22): one activation of the sum of both products.</summary>
internal sealed class Rnn : RecurrentOperator
{
    public override string Name => "RNN";

    protected override int Gates => 1;

    protected override void CheckAttributes(Node node, RecurrentDirection direction)
    {
        _ = Activation(node, direction);
    }

    protected override void LowerDirection(
        Node node, LoweringContext context, RecurrentDirection direction, IRecurrentArithmetic arithmetic, Operand?[] outputs)
    {
        var scratch = context.Scratch($"{node.Name}_states{direction.Suffix}", ElementType.Float32, direction.Batch, Kernels.Rnn.ScratchLength(direction.Hidden));
        context.Step(
            node,
            $"RNN, {direction.Hidden} hidden",
            $"{nameof(Kernels.Rnn)}.{arithmetic.Method}",
            [
                ("projected", arithmetic.Project()),
                .. arithmetic.Product("", 0, Gates),
                ("lengths", context.ReadOptional(node, LengthsInput)),
                ("initialHidden", context.ReadOptional(node, InitialHiddenInput)),
                ("output", outputs[0]),
                ("lastHidden", outputs[1]),
                ("scratch", scratch),
                .. arithmetic.States(),
                ("geometry", direction.Geometry),
                ("activation", RecurrentActivations.Argument(Activation(node, direction))),
                ("clip", RecurrentActivations.Clip(node)),
            ]);
    }

    private static RecurrentActivation Activation(Node node, RecurrentDirection direction)
    {
        return RecurrentActivations.Of(node, direction.Index, direction.Count, [RecurrentFunction.Tanh])[0];
    }
}
