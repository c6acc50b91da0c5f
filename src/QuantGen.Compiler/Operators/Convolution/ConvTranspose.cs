using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Convolution;

/// <summary>
/// ONNX ConvTranspose (opset 1 to 22) with constant weights, as a convolution that gives for each position of the input the whole square of stride times stride outputs
/// as channels, and a DepthToSpace: no zero is ever multiplied but those that even out the squares, and int8 comes with both.
/// </summary>
internal sealed class ConvTranspose : ComposedOperator
{
    public override string Name => "ConvTranspose";

    public override IReadOnlyList<IntegerForm> IntegerForms => OperatorRegistry.Get("Conv").IntegerForms;

    protected override IReadOnlyList<Node> Compose(Node node, ExpansionBuilder build)
    {
        node.RequireInputType(0, ElementType.Float32);
        var axes = TransposedAxis.Read(node);
        var weights = TransposedWeights.Pack(node, axes);
        long[] pads = [.. axes.Select(axis => (long)axis.ConvolutionPadBefore), .. axes.Select(axis => (long)axis.ConvolutionPadAfter)];
        Value?[] inputs = [node.Input(0), build.Constant(weights), node.OptionalInput(2) is null ? null : build.Constant(TransposedWeights.Bias(node, axes))];
        (string, object)[] attributes = [("pads", pads), ("group", node.Attributes.Integer("group", 1))];
        long[] crop = [0, 0, .. axes.Select(axis => -(long)axis.CropBefore), 0, 0, .. axes.Select(axis => -(long)axis.CropAfter)];
        var isStrided = axes.Any(axis => axis.Stride > 1);
        var isCropped = crop.Any(pad => pad != 0);
        if (!isStrided && !isCropped)
        {
            return build.Finish("Conv", inputs, attributes);
        }

        var squares = build.Add("Conv", inputs, attributes);
        if (!isCropped)
        {
            return Spread(build.Finish, node, axes, build, squares);
        }

        var image = squares;
        if (isStrided)
        {
            _ = Spread((type, operands, options) => image = build.Add(type, operands, options), node, axes, build, squares);
        }

        return build.Finish("Pad", [image, build.Integers(crop)]);
    }

    private delegate T Append<T>(string operatorType, Value?[] inputs, params ReadOnlySpan<(string Name, object Value)> attributes);

    /// <summary>Channels [C * stride * stride] to positions; the last node is appended by <paramref name="last"/>.</summary>
    private static T Spread<T>(Append<T> last, Node node, TransposedAxis[] axes, ExpansionBuilder build, Value squares)
    {
        if (axes.Length == 2 && axes[0].Stride == axes[1].Stride)
        {
            return last("DepthToSpace", [squares], ("blocksize", (long)axes[0].Stride), ("mode", "CRD"));
        }

        // ONNX has no such operator for one axis, or for blocks that are no squares.
        var channels = node.ConstantInput(1).Dimensions[1] * node.Attributes.Integer("group", 1);
        long[] positions = [.. axes.Select(axis => axis.ConvolutionOutput)];
        var split = build.Add("Reshape", [squares, build.Integers([0, channels, .. axes.Select(axis => (long)axis.Stride), .. positions])]);
        long[] permutation = axes.Length == 1 ? [0, 1, 3, 2] : [0, 1, 4, 2, 5, 3];
        var interleaved = build.Add("Transpose", [split], ("perm", permutation));
        long[] shape = [0, channels, .. axes.Select((axis, i) => positions[i] * axis.Stride)];
        return last("Reshape", [interleaved, build.Integers(shape)]);
    }
}
