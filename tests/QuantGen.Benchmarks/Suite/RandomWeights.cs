using System.Runtime.InteropServices;
using Google.Protobuf;
using QuantGen.Compiler.Onnx.Proto;

namespace QuantGen.Benchmarks.Suite;

/// <summary>
/// Fills the weights that the structures of <c>shared/perf</c> lack: normally distributed, so that activations keep their size through the
/// network. The same file gives the same weights.
/// </summary>
internal static class RandomWeights
{
    private const int Seed = 20_250_102;

    /// <summary>The model with all its weights, as ONNX.</summary>
    /// <param name="path">A structure.</param>
    public static byte[] Fill(string path)
    {
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        var random = new Random(Seed);
        foreach (var tensor in model.Graph.Initializer.Where(IsEmpty))
        {
            var user = model.Graph.Node.First(node => node.Input.Contains(tensor.Name));
            var deviation = Math.Sqrt((user.OpType is "Conv" or "Gemm" ? 2.0 : 1.0) / FanIn(tensor, user));
            var values = new float[tensor.Dims.Aggregate(1L, (product, dimension) => product * dimension)];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (float)(deviation * Normal(random));
            }

            tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values));
        }

        return model.ToByteArray();
    }

    private static bool IsEmpty(TensorProto tensor)
    {
        return tensor.DataType == (int)TensorProto.Types.DataType.Float && tensor.RawData.IsEmpty && tensor.FloatData.Count == 0;
    }

    /// <summary>How many terms an output of the layer sums.</summary>
    private static long FanIn(TensorProto tensor, NodeProto user)
    {
        return user.OpType switch
        {
            "Conv" => tensor.Dims.Skip(1).Aggregate(1L, (product, dimension) => product * dimension),
            "MatMul" => tensor.Dims[^2],
            "Gemm" => tensor.Dims[IsTransposed(user) ? ^1 : ^2],
            _ => tensor.Dims[^1],
        };
    }

    private static bool IsTransposed(NodeProto gemm)
    {
        return gemm.Attribute.Any(attribute => attribute is { Name: "transB", I: not 0 });
    }

    /// <summary>The transform of Box and Muller.</summary>
    private static double Normal(Random random)
    {
        return Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
