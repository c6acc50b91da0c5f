using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators.Quantization;
using QuantGen.Compiler.Operators.Shape;

namespace QuantGen.Compiler.Passes;

/// <summary>Keeps the integers of a constant beside the floats that DequantizeLinear makes of them, also where their elements are then moved.</summary>
internal static class DequantizedConstants
{
    /// <summary>Notes the integers of a folded node's output.</summary>
    public static void Remember(ModelGraph graph, Node node)
    {
        node.Output.Integers = node.Definition switch
        {
            DequantizeLinear => Of(node),
            Transpose or ReshapingOperator when node.Input(0).Integers is { } integers => Move(graph, node, integers),
            _ => null,
        };
    }

    private static QuantizedConstant? Of(Node node)
    {
        var (values, scales) = (node.ConstantInput(0), node.ConstantInput(1).ToFloat32());
        var zeroPoints = node.OptionalInput(2)?.Constant?.ToInt64() ?? new long[scales.Length];
        var axis = QuantizedAxis.Of(node);
        return new QuantizedConstant(values, scales, zeroPoints, axis.Axis) { BlockSize = axis.BlockSize };
    }

    /// <summary>The same move of the integers; null when their scales no longer lie along one axis.</summary>
    private static QuantizedConstant? Move(ModelGraph graph, Node node, QuantizedConstant integers)
    {
        if (integers.BlockSize != 0)
        {
            return null;
        }

        int? axis = null;
        if (integers.Axis is { } before)
        {
            axis = Axis(node, before);
            if (axis is null)
            {
                return null;
            }
        }

        var moved = new Node(node.Definition, node.Name);
        moved.Inputs.AddRange(node.Inputs);
        moved.Inputs[0] = Value.FromConstant(node.Input(0).Name, integers.Values);
        moved.Outputs.Add(new Value(node.Output.Name));
        foreach (var (name, value) in node.Attributes.All)
        {
            moved.Attributes.Set(name, value);
        }

        moved.Definition.Infer(moved);
        ConstantFolding.Execute(graph, moved);
        return integers with { Values = moved.Output.Constant!, Axis = axis };
    }

    private static int? Axis(Node node, int axis)
    {
        var (from, to) = (node.ConstantInput(0).Dimensions, node.Output.Constant!.Dimensions);
        if (node.Definition is Transpose)
        {
            return Array.IndexOf(Transpose.Permutation(node), axis);
        }

        // A reshape keeps an axis when it leaves all axes up to it alone.
        return to.Count > axis && to.Take(axis + 1).SequenceEqual(from.Take(axis + 1)) ? axis : null;
    }
}
