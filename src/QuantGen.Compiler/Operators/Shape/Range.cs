using System.Numerics;
using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Shape;

/// <summary>ONNX Range (opset 11) on constants: computed at build time.</summary>
internal sealed class Range : OperatorDefinition
{
    /// <summary>Sequences become weights; more than a model's positions are a mistake.</summary>
    private const int MaxElements = 1 << 22;

    public override string Name => "Range";

    public override void Infer(Node node)
    {
        var (start, limit, delta) = (Number(node, 0), Number(node, 1), Number(node, 2));
        node.Output.SetConstant(start.Type switch
        {
            ElementType.Int64 => Sequence<long>(start, limit, delta),
            ElementType.Int32 => Sequence<int>(start, limit, delta),
            ElementType.Float32 => Sequence<float>(start, limit, delta),
            _ => throw new UnsupportedNodeException($"its elements are {start.Type}"),
        });
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
