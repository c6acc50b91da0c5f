using System.Numerics;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Shape;

/// <summary>ONNX Range (opset 11 to 27): computed at build time from constants, or counted up to an open length.</summary>
internal sealed class Range : OperatorDefinition
{
    /// <summary>Sequences become weights; more than a model's positions are a mistake.</summary>
    private const int MaxElements = 1 << 22;

    public override string Name => "Range";

    public override void Infer(Node node)
    {
        if (node.Inputs.OfType<Value>().Any(input => !input.IsConstant))
        {
            var (_, _, length) = OpenSequence(node);
            node.SetOutput(0, node.Input(0).Type, [length]);
            return;
        }

        var (start, limit, delta) = (Number(node, 0), Number(node, 1), Number(node, 2));
        node.Output.SetConstant(start.Type switch
        {
            ElementType.Int64 => Sequence<long>(start, limit, delta),
            ElementType.Int32 => Sequence<int>(start, limit, delta),
            ElementType.Float32 => Sequence<float>(start, limit, delta),
            _ => throw new UnsupportedNodeException($"its elements are {start.Type}"),
        });
    }

    public override void Lower(Node node, LoweringContext context)
    {
        var (first, step, _) = OpenSequence(node);
        context.Step(
            node,
            Name,
            $"{nameof(DataMovement)}.{nameof(DataMovement.Count)}",
            ("output", context.Define(node.Output, Form.NativePlain)),
            ("first", first),
            ("step", step));
    }

    /// <summary>Integers from an expression of shapes to another.</summary>
    private static (Dimension First, long Step, Dimension Length) OpenSequence(Node node)
    {
        if (node.Input(0).Type is not (ElementType.Int64 or ElementType.Int32))
        {
            throw new UnsupportedNodeException($"elements of {node.Input(0).Type} whose number is not known at build time");
        }

        var (first, limit, step) = (node.KnownDimensions(0)[0], node.KnownDimensions(1)[0], node.KnownIntegers(2)[0]);
        var distance = first.Value == 0 ? limit : Dimension.Max(Dimension.Zero, limit - first);
        return step > 0
            ? (first, step, (distance + (step - 1)) / step)
            : throw new UnsupportedNodeException($"a step of {step} between bounds that are not known at build time");
    }

    private static TensorData Number(Node node, int index)
    {
        var number = node.ConstantInput(index);
        return number.Count == 1 && number.Type == node.Input(0).Type
            ? number
            : throw new InvalidNodeException($"input {index} is not one number of the same type as the others");
    }

    private static TensorData Sequence<T>(TensorData start, TensorData limit, TensorData delta)
        where T : unmanaged, INumber<T>
    {
        var (first, step) = (start.Span<T>()[0], delta.Span<T>()[0]);
        var count = Math.Ceiling((double.CreateChecked(limit.Span<T>()[0]) - double.CreateChecked(first)) / double.CreateChecked(step));
        if (!(count <= MaxElements))
        {
            throw new InvalidNodeException($"it has {count} elements");
        }

        var values = new T[(int)Math.Max(count, 0)];
        var value = first;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = value;
            value += step;
        }

        return TensorData.Create<T>([values.Length], values);
    }
}
