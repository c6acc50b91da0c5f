using QuantGen.OnnxRuntime;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Importing;

/// <summary>Products in QDQ form with every combination of element types, bit for bit against ONNX Runtime's integer kernels.</summary>
public sealed class QdqTypeTests
{
    private const int Channels = 6;

    public static TheoryData<string, bool, bool, bool> Combinations
    {
        get
        {
            var data = new TheoryData<string, bool, bool, bool>();
            foreach (var product in new[] { "convolution", "groups", "depthwise", "matrix", "stack" })
            {
                // Combinations of signs and of one or many scales; ONNX Runtime has no uint8 weights with many.
                data.Add(product, false, false, false);
                data.Add(product, false, true, false);
                data.Add(product, false, true, true);
                data.Add(product, true, false, false);
                data.Add(product, true, true, false);
                data.Add(product, true, true, true);
            }

            return data;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Combinations))]
    public void ProductGivesOnnxRuntimesBytes(string product, bool signedActivations, bool signedWeights, bool perChannel)
    {
        OnnxRuntimeLibrary.Require();
        var model = signedActivations ? Model<sbyte>(product, -10, signedWeights, perChannel) : Model<byte>(product, 118, signedWeights, perChannel);
        var random = new Random(7);
        var input = OrtTensor.Create([.. Enumerable.Range(0, 2 * Channels * 5 * Channels).Select(_ => (random.NextSingle() * 6) - 3)], 2, Channels, 5, Channels);

        var imported = ImportedModel.Load(model);
        Assert.Empty(imported.Import.FloatNodes);
        Assert.Equal(imported.Graph.Nodes.Count, imported.IntegerNodes.Count());
        using var session = OrtSession.Open(model, new OrtSessionOptions { Optimization = OrtOptimization.All });
        Assert.Equal(session.Run(("x", input))["y"].Get<float>(), imported.Run(("x", input))["y"].Get<float>());
    }

    private static byte[] Model<T>(string product, T zeroPoint, bool signedWeights, bool perChannel)
        where T : unmanaged
    {
        var builder = new OnnxModelBuilder(13).Input<float>("x", $"N, {Channels}, 5, {Channels}")
            .Constant("xs", [0.021f]).Constant("xz", [zeroPoint]).Constant("ys", [0.11f]).Constant("yz", [zeroPoint])
            .Node("QuantizeLinear", ["x", "xs", "xz"], ["xq"]).Node("DequantizeLinear", ["xq", "xs", "xz"], ["xd"]);
        int[] shape = product switch
        {
            "convolution" => [8, Channels, 3, 3],
            "groups" => [8, Channels / 2, 3, 3],
            "depthwise" => [Channels, 1, 3, 3],
            _ => [Channels, 8],
        };
        var axis = product is "matrix" or "stack" ? 1 : 0;
        AddWeights(builder, shape, axis, signedWeights, perChannel);
        switch (product)
        {
            case "matrix":
                // A Gemm takes matrices: rows of all samples.
                builder.Constant<long>("rows", [-1, Channels], 2).Node("Reshape", ["xd", "rows"], ["xr"]).Node("QuantizeLinear", ["xr", "xs", "xz"], ["xrq"])
                    .Node("DequantizeLinear", ["xrq", "xs", "xz"], ["xrd"]).Node("Gemm", ["xrd", "wd"], ["p"]);
                break;
            case "stack":
                builder.Node("MatMul", ["xd", "wd"], ["p"]);
                break;
            default:
                var groups = product == "groups" ? 2 : product == "depthwise" ? Channels : 1;
                builder.Node("Conv", ["xd", "wd"], ["p"], ("group", groups), ("pads", new[] { 1, 1, 1, 1 }));
                break;
        }

        return builder.Node("QuantizeLinear", ["p", "ys", "yz"], ["yq"]).Node("DequantizeLinear", ["yq", "ys", "yz"], ["y"]).Output<float>("y").ToBytes();
    }

    private static void AddWeights(OnnxModelBuilder builder, int[] shape, int axis, bool signed, bool perChannel)
    {
        var random = new Random(5);
        var bytes = new byte[shape.Aggregate(1, (product, dimension) => product * dimension)];
        random.NextBytes(bytes);
        var scales = perChannel ? [.. Enumerable.Range(0, shape[axis]).Select(_ => 0.002f + (0.003f * random.NextSingle()))] : new[] { 0.004f };
        int[] one = perChannel ? [scales.Length] : [];
        if (signed)
        {
            builder.Constant("w", Array.ConvertAll(bytes, value => (sbyte)value), shape).Constant("wz", new sbyte[scales.Length], one);
        }
        else
        {
            // With this zero point weights go beyond int8.
            builder.Constant("w", bytes, shape).Constant<byte>("wz", [.. scales.Select(_ => (byte)97)], one);
        }

        builder.Constant("ws", scales, one);
        if (perChannel)
        {
            builder.Node("DequantizeLinear", ["w", "ws", "wz"], ["wd"], ("axis", axis));
        }
        else
        {
            builder.Node("DequantizeLinear", ["w", "ws", "wz"], ["wd"]);
        }
    }
}
