using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Shape;

/// <summary>Appends calls of <see cref="DataMovement.BroadcastTo{T}"/>, which writes a tensor repeated along axes of stride 0.</summary>
internal static class Repetition
{
    /// <param name="node">The node.</param>
    /// <param name="context">The lowering.</param>
    /// <param name="input">What is repeated.</param>
    /// <param name="output">Where the result goes.</param>
    /// <param name="shape">The result's shape, axes that are repeated apart from those that are walked along.</param>
    /// <param name="strides">Elements of the input from one index to the next, per axis.</param>
    public static void Step(
        Node node, LoweringContext context, Operand input, Operand output, IReadOnlyList<Dimension> shape, IReadOnlyList<Dimension> strides)
    {
        context.Step(
            node,
            node.OperatorType,
            $"{nameof(DataMovement)}.{nameof(DataMovement.BroadcastTo)}",
            ("input", input),
            ("output", output),
            ("shape", shape.ToArray()),
            ("strides", strides.ToArray()));
    }
}
