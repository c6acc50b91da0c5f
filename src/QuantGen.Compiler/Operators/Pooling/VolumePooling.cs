using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Pooling;

/// <summary>Pooling over three spatial axes as one over the last two and then one over the first: the largest, and the mean, of a box are those of its planes.</summary>
internal static class VolumePooling
{
    private const int Rank = 5;
    private static readonly string[] PerAxis = ["kernel_shape", "strides", "dilations"];

    /// <summary>Whether a node has three spatial axes, their lengths known.</summary>
    public static bool AppliesTo(Node node)
    {
        return node.Input(0).Rank == Rank && node.Input(0).Dimensions.Skip(1).All(dimension => dimension.IsConstant);
    }

    /// <summary>The nodes that compute a node of MaxPool or AveragePool.</summary>
    public static IReadOnlyList<Node> Compose(Node node, ExpansionBuilder build)
    {
        int[] shape = [.. node.Input(0).Dimensions.Skip(1).Select(dimension => (int)dimension.Value!.Value)];
        var planes = build.Add("Reshape", [node.Input(0), build.Integers(0, (long)shape[0] * shape[1], shape[2], shape[3])]);
        var pooled = build.Add(node.OperatorType, [planes], Attributes(node, [1, 2], single: false));
        var columns = build.Add("Reshape", [pooled, build.Integers(0, shape[0], shape[1], -1)]);
        var result = build.Add(node.OperatorType, [columns], Attributes(node, [0], single: true));
        var sizes = build.Add("Slice", [build.Add("Shape", [pooled]), build.Integers(2), build.Integers(4)]);
        return build.Finish("Reshape", [result, build.Add("Concat", [build.Integers(0, shape[0], -1), sizes], ("axis", 0L))]);
    }

    /// <summary>The attributes for some of the axes; a single one is the height of an image whose width is left as it is.</summary>
    private static (string, object)[] Attributes(Node node, int[] axes, bool single)
    {
        var attributes = new List<(string, object)>();
        foreach (var (name, value) in node.Attributes.All)
        {
            if (value is not long[] values)
            {
                attributes.Add((name, value));
            }
            else if (values.Length != (PerAxis.Contains(name) ? 3 : 6))
            {
                throw new InvalidNodeException($"{name} does not fit three spatial axes");
            }
            else
            {
                attributes.Add((name, PerAxis.Contains(name) ? Pick(values, 0, 1) : [.. Pick(values, 0, 0), .. Pick(values, 3, 0)]));
            }
        }

        return [.. attributes];

        long[] Pick(long[] values, int offset, long missing)
        {
            return [.. axes.Select(axis => values[axis + offset]), .. single ? new[] { missing } : []];
        }
    }
}
