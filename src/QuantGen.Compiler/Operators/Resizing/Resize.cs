using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Operators.Shape;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Resizing;

/// <summary>
/// ONNX Resize (opset 10 to 19): nearest, linear or cubic, one axis after another, with tables that the build makes. The nearest element is a copy,
/// of bytes too. Scales are the second input in opset 10 and the third since.
/// </summary>
internal sealed class Resize : OperatorDefinition
{
    public override string Name => "Resize";

    public override void Upgrade(UpgradeContext context)
    {
        if (context.Opset < 11)
        {
            context.Node.Inputs.Insert(1, null);
            context.Node.Attributes.Set("coordinate_transformation_mode", "asymmetric");
            context.Node.Attributes.Set("nearest_mode", "floor");
        }
    }

    public override void Infer(Node node)
    {
        var input = node.Input(0);
        if (node.Attributes.String("mode", "nearest") is not ("nearest" or "linear" or "cubic") and var mode)
        {
            throw new InvalidNodeException($"it has no mode '{mode}'");
        }

        if (!IsNearest(node) || Coordinates(node) == "tf_crop_and_resize")
        {
            node.RequireInputType(0, ElementType.Float32);
        }

        var shape = input.Dimensions.ToArray();
        foreach (var axis in ResizeScales.Read(node))
        {
            shape[axis.Axis] = axis.Output;
        }

        node.SetOutput(0, input.Type, shape);
    }

    public override bool IsIdentity(Node node)
    {
        return ResizeScales.Read(node).Count == 0;
    }

    public override IReadOnlyList<IntegerForm> IntegerForms => [IntegerForm.PassThrough];

    public override IntegerForm IntegerFormOf(Node node)
    {
        return node.Input(0).Type == ElementType.Float32 && IsCopy(node) ? IntegerForm.PassThrough : IntegerForm.None;
    }

    public override bool KeepsRowsApart(Node node)
    {
        return ResizeScales.Read(node).All(axis => axis.Axis > 0);
    }

    public override void Lower(Node node, LoweringContext context)
    {
        var axes = ResizeScales.Read(node);
        var source = MovedTensor.Read(node, context);
        var operand = source.Operand;
        for (var i = 0; i < axes.Count; i++)
        {
            var axis = axes[i];
            var position = Array.IndexOf(source.Axes, axis.Axis);
            Dimension[] shape = [.. operand.Shape];
            // A row of bytes is padded: its padding repeats an element.
            var isPadded = source.Form.IsQuantized && position == shape.Length - 1;
            shape[position] = isPadded ? PhysicalShape.RoundUp(axis.Output) : axis.Output;
            var result = i == axes.Count - 1 ? context.Define(node.Output, source.Form) : context.Scratch($"{node.Name}_axis{axis.Axis}", operand.Type, shape);
            (string, Argument)[] tensors = [("input", operand), ("output", result)];
            (string, Argument)[] sizes =
            [
                ("outer", Shapes.Product(operand.Shape.Take(position))),
                ("axis", operand.Shape[position]),
                ("inner", Shapes.Product(operand.Shape.Skip(position + 1))),
            ];
            if (IsCopy(node))
            {
                AppendCopy(node, context, axis, (int)shape[position].Value!.Value, tensors, sizes);
            }
            else
            {
                AppendInterpolation(node, context, axis, tensors, sizes);
            }

            operand = result with { Shape = shape };
        }
    }

    private static void AppendCopy(
        Node node, LoweringContext context, ResizedAxis axis, int length, (string, Argument)[] tensors, (string, Argument)[] sizes)
    {
        var indices = ResizeFilter.Nearest(axis, ResizeCoordinates.Of(axis, Coordinates(node)), NearestMode(node));
        Array.Resize(ref indices, length);
        context.Step(
            node,
            $"Resize axis {axis.Axis} to {axis.Output}, nearest",
            $"{nameof(DataMovement)}.{nameof(DataMovement.Gather)}",
            [tensors[0], ("indices", Table(node, context, "indices", indices)), tensors[1], .. sizes]);
    }

    private static void AppendInterpolation(Node node, LoweringContext context, ResizedAxis axis, (string, Argument)[] tensors, (string, Argument)[] sizes)
    {
        var coordinates = ResizeCoordinates.Of(axis, Coordinates(node));
        var filter = ResizeFilter.Interpolation(node, axis, coordinates);
        if (IsNearest(node))
        {
            var nearest = ResizeFilter.Nearest(axis, coordinates, NearestMode(node));
            filter = new ResizeFilter(1, nearest, [.. Enumerable.Repeat(1f, nearest.Length)]);
        }

        context.Step(
            node,
            $"Resize axis {axis.Axis} to {axis.Output}, {node.Attributes.String("mode", "nearest")}",
            $"{nameof(Resampling)}.{nameof(Resampling.Run)}",
            [
                .. tensors,
                ("indices", Table(node, context, "indices", filter.Indices)),
                ("weights", context.Builder.Constant($"{node.Name}_weights", TensorData.Create<float>([filter.Weights.Length], filter.Weights))),
                .. sizes,
                ("taps", filter.Taps),
                ("outside", node.Attributes.Float("extrapolation_value", 0)),
            ]);
    }

    private static Operand Table(Node node, LoweringContext context, string name, int[] values)
    {
        return context.Builder.Constant($"{node.Name}_{name}", TensorData.Create<int>([values.Length], values));
    }

    private static string Coordinates(Node node)
    {
        return node.Attributes.String("coordinate_transformation_mode", "half_pixel");
    }

    private static string NearestMode(Node node)
    {
        return node.Attributes.String("nearest_mode", "round_prefer_floor");
    }

    private static bool IsNearest(Node node)
    {
        return node.Attributes.String("mode", "nearest") == "nearest";
    }

    /// <summary>Whether every element of the result is one of the input.</summary>
    private static bool IsCopy(Node node)
    {
        return IsNearest(node) && Coordinates(node) != "tf_crop_and_resize";
    }
}
