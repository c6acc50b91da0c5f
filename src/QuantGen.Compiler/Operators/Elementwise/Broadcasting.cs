using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>Appends calls of the kernels in <see cref="Broadcast"/>: two operands with ONNX's multidirectional broadcasting.</summary>
internal static class Broadcasting
{
    /// <summary>Appends a kernel call on two plain operands.</summary>
    /// <param name="node">The node it is for.</param>
    /// <param name="context">The lowering.</param>
    /// <param name="kernel">A method of <see cref="Broadcast"/>.</param>
    /// <param name="title">What it does.</param>
    /// <param name="left">An operand and its ONNX shape.</param>
    /// <param name="right">The other.</param>
    /// <param name="output">Where the result goes.</param>
    public static void Step(
        Node node,
        LoweringContext context,
        string kernel,
        string title,
        (Operand Operand, IReadOnlyList<Dimension> Shape) left,
        (Operand Operand, IReadOnlyList<Dimension> Shape) right,
        Operand output)
    {
        Step(context.Builder, node.Name, title, kernel, left, right, output);
    }

    /// <summary>Appends a kernel call to a plan.</summary>
    /// <param name="builder">The plan.</param>
    /// <param name="name">The step's name.</param>
    /// <param name="title">What it does.</param>
    /// <param name="kernel">A method of <see cref="Broadcast"/>.</param>
    /// <param name="left">An operand and its shape in memory.</param>
    /// <param name="right">The other.</param>
    /// <param name="output">Where the result goes.</param>
    public static void Step(
        PlanBuilder builder,
        string name,
        string title,
        string kernel,
        (Operand Operand, IReadOnlyList<Dimension> Shape) left,
        (Operand Operand, IReadOnlyList<Dimension> Shape) right,
        Operand output)
    {
        var shape = Shapes.Broadcast(left.Shape, right.Shape);
        builder.Step(
            name,
            title,
            $"{nameof(Broadcast)}.{kernel}",
            ("left", left.Operand),
            ("right", right.Operand),
            ("output", output),
            ("shape", shape),
            ("leftStrides", Strides(left.Shape, shape)),
            ("rightStrides", Strides(right.Shape, shape)));
    }

    /// <summary>An operand times a number; the operand itself for 1.</summary>
    public static Operand ScaleBy(Node node, LoweringContext context, Operand operand, float factor)
    {
        if (factor == 1)
        {
            return operand;
        }

        var result = context.Scratch($"{node.Name}_scaled", operand.Type, [.. operand.Shape]);
        var scalar = context.Builder.Constant($"{node.Name}_factor", TensorData.Scalar(factor));
        Step(node, context, nameof(Broadcast.Multiply), "Scale", (operand, operand.Shape), (scalar, []), result);
        return result;
    }

    /// <summary>0 for a length of 1, else 1.</summary>
    private static Dimension OneOrNone(Dimension length)
    {
        return length - Dimension.Max(length - 1, 1);
    }

    /// <summary>Elements from one index to the next along each axis of the result; 0 along axes that the operand repeats.</summary>
    public static Dimension[] Strides(IReadOnlyList<Dimension> operand, IReadOnlyList<Dimension> result)
    {
        var strides = new Dimension[result.Count];
        Array.Fill(strides, Dimension.Zero);
        var stride = Dimension.One;
        for (var axis = operand.Count - 1; axis >= 0; axis--)
        {
            var target = axis + result.Count - operand.Count;
            strides[target] = operand[axis].Value == 1 && result[target].Value != 1 ? Dimension.Zero
                : Shapes.IsOpenVector(operand, result) ? OneOrNone(operand[axis])
                : stride;
            stride *= operand[axis];
        }

        return strides;
    }
}
