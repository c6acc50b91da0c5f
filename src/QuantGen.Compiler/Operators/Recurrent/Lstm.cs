using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Recurrent;

/// <summary>ONNX LSTM (opset 7 to 22): beside what all recurrent operators have, an initial cell state and peepholes [directions, 3 * hidden].</summary>
internal sealed class Lstm : RecurrentOperator
{
    private const int InitialCellInput = 6;
    private const int PeepholeInput = 7;

    public override string Name => "LSTM";

    protected override int Gates => 4;

    protected override void CheckAttributes(Node node, RecurrentDirection direction)
    {
        _ = Activations(node, direction);
    }

    protected override void LowerDirection(
        Node node, LoweringContext context, RecurrentDirection direction, IRecurrentArithmetic arithmetic, Operand?[] outputs)
    {
        var scratch = context.Scratch($"{node.Name}_states{direction.Suffix}", ElementType.Float32, direction.Batch, Kernels.Lstm.ScratchLength(direction.Hidden));
        context.Step(
            node,
            $"LSTM, {direction.Hidden} hidden",
            $"{nameof(Kernels.Lstm)}.{arithmetic.Method}",
            [
                ("projected", arithmetic.Project()),
                .. arithmetic.Product("", 0, Gates),
                ("peepholes", context.ReadOptional(node, PeepholeInput)),
                ("lengths", context.ReadOptional(node, LengthsInput)),
                ("initialHidden", context.ReadOptional(node, InitialHiddenInput)),
                ("initialCell", context.ReadOptional(node, InitialCellInput)),
                ("output", outputs[0]),
                ("lastHidden", outputs[1]),
                ("lastCell", outputs[2]),
                ("scratch", scratch),
                .. arithmetic.States(),
                ("geometry", direction.Geometry),
                ("functions", Functions(node, direction)),
            ]);
    }

    private static Argument Functions(Node node, RecurrentDirection direction)
    {
        var activations = Activations(node, direction);
        return Argument.Structure<LstmFunctions>([
            ("gate", RecurrentActivations.Argument(activations[0])),
            ("candidate", RecurrentActivations.Argument(activations[1])),
            ("cell", RecurrentActivations.Argument(activations[2])),
            ("clip", RecurrentActivations.Clip(node)),
            ("inputForget", node.Attributes.Integer("input_forget", 0) != 0)]);
    }

    private static RecurrentActivation[] Activations(Node node, RecurrentDirection direction)
    {
        return RecurrentActivations.Of(
            node, direction.Index, direction.Count, [RecurrentFunction.Sigmoid, RecurrentFunction.Tanh, RecurrentFunction.Tanh]);
    }
}
