using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Convolution;

/// <summary>A convolution over three spatial axes as a sum of convolutions of planes, one for each plane of the kernel.</summary>
internal static class VolumeConvolution
{
    private const int Rank = 5;

    /// <summary>Whether a node has three spatial axes, a constant weight and lengths that are known.</summary>
    public static bool AppliesTo(Node node)
    {
        return node.Input(0).Rank == Rank && node.Input(0).Dimensions.Skip(1).All(dimension => dimension.IsConstant)
            && node.Input(1) is { IsConstant: true, Rank: Rank }
            && node.Attributes.String("auto_pad", "NOTSET") is "NOTSET" or "VALID";
    }

    /// <summary>The nodes that compute it.</summary>
    public static IReadOnlyList<Node> Compose(Node node, ExpansionBuilder build)
    {
        var weight = node.ConstantInput(1);
        int[] input = [.. node.Input(0).Dimensions.Skip(1).Select(dimension => (int)dimension.Value!.Value)];
        var isValid = node.Attributes.String("auto_pad", "NOTSET") == "VALID";
        var (strides, dilations) = (PerAxis(node, "strides", 3, 1), PerAxis(node, "dilations", 3, 1));
        var pads = isValid ? new long[6] : PerAxis(node, "pads", 6, 0);
        var depth = weight.Dimensions[2];
        var outputs = ((input[1] + pads[0] + pads[3] - ((depth - 1) * dilations[0]) - 1) / strides[0]) + 1;
        if (outputs < 1)
        {
            throw new InvalidNodeException("the window is larger than the padded input");
        }

        // [batch, depth, channels, height, width]: planes side by side.
        var planes = build.Add("Transpose", [node.Input(0)], ("perm", new long[] { 0, 2, 1, 3, 4 }));
        if (pads[0] != 0 || pads[3] != 0)
        {
            planes = build.Add("Pad", [planes, build.Integers(pads[0], pads[3]), null, build.Integers(1)]);
        }

        Value? sum = null;
        for (var plane = 0; plane < depth; plane++)
        {
            var start = plane * dilations[0];
            var end = start + ((outputs - 1) * strides[0]) + 1;
            var slice = build.Add("Slice", [planes, build.Integers(start), build.Integers(end), build.Integers(1), build.Integers(strides[0])]);
            var images = build.Add("Reshape", [slice, build.Integers(-1, input[0], input[2], input[3])]);
            var part = build.Add(
                "Conv",
                [images, build.Constant(Plane(weight, plane)), plane == 0 ? node.OptionalInput(2) : null],
                ("strides", strides[1..]),
                ("dilations", dilations[1..]),
                ("pads", new[] { pads[1], pads[2], pads[4], pads[5] }),
                ("group", node.Attributes.Integer("group", 1)));
            sum = sum is null ? part : build.Add("Add", [sum, part]);
        }

        var sizes = build.Add("Slice", [build.Add("Shape", [sum!]), build.Integers(2), build.Integers(4)]);
        var volume = build.Add("Reshape", [sum, build.Add("Concat", [build.Integers(-1, outputs, weight.Dimensions[0]), sizes], ("axis", 0L))]);
        return build.Finish("Transpose", [volume], ("perm", new long[] { 0, 2, 1, 3, 4 }));
    }

    /// <summary>A plane of the kernel [O, C / group, depth, height, width].</summary>
    private static TensorData Plane(TensorData weight, int plane)
    {
        var size = weight.Dimensions[3] * weight.Dimensions[4];
        var (values, depth) = (weight.ToFloat32(), weight.Dimensions[2]);
        var result = new float[values.Length / depth];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = values[(((i / size * depth) + plane) * size) + (i % size)];
        }

        return TensorData.Create<float>([weight.Dimensions[0], weight.Dimensions[1], weight.Dimensions[3], weight.Dimensions[4]], result);
    }

    private static long[] PerAxis(Node node, string attribute, int count, long fallback)
    {
        var values = node.Attributes.Integers(attribute) ?? [.. Enumerable.Repeat(fallback, count)];
        return values.Length == count && values.All(value => value >= fallback && value <= 1 << 24)
            ? values
            : throw new InvalidNodeException($"{attribute} does not fit three spatial axes");
    }
}
