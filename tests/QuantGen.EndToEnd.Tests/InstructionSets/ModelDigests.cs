using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;

namespace QuantGen.EndToEnd.Tests.InstructionSets;

/// <summary>Hashes of what models are compiled to and of what they compute, in float and in int8.</summary>
internal static class ModelDigests
{
    private const int Samples = 3;

    private static readonly string[] Small =
        ["own/digits_cnn/digits", "own/digits_mlp", "own/mnist_lenet", "own/mnist_resnet8", "public/mlperf_kws_f32"];

    /// <summary>Models whose build measures them many times, each time with billions of products.</summary>
    private static readonly string[] Large = ["public/ultraface_rfb320_simplified", "public/super_resolution_10"];

    /// <summary>Every model of the static suite: its name and its hashes, with blanks between models.</summary>
    public static string OfAll()
    {
        return Digest(StaticSuite.Names);
    }

    /// <summary>Models that build in seconds with the kernels' scalar definitions.</summary>
    public static string OfMost()
    {
        return Digest(StaticSuite.Names.Except(Large));
    }

    /// <summary>Models that build in seconds with emulated vectors.</summary>
    public static string OfSmall()
    {
        return Digest(Small);
    }

    /// <summary>Whether two entries of a digest are about one model.</summary>
    public static bool IsOfSameModel(string left, string right)
    {
        return left.Split(':')[0] == right.Split(':')[0];
    }

    private static string Digest(IEnumerable<string> names)
    {
        using var suite = new StaticSuite();
        return string.Join(' ', names.Select(name => $"{name}:{Digest(CompiledModel.Compile(suite.Load(name)))}"));
    }

    private static string Digest(CompiledModel compiled)
    {
        var result = compiled.Result;
        var (samples, batch) = compiled.Model.HasFixedBatch ? (1, 1) : (Math.Min(Samples, compiled.Model.Data.Count), Samples);
        var input = compiled.Model.Data.Evaluation.Slice(0, samples);
        return $"plan={Hash(Encoding.UTF8.GetBytes(result.Plan))},weights={Hash(result.Weights)}"
            + $",float={Hash(compiled.RunFloat(input, batch))},int8={Hash(compiled.Run(input, batch))}";
    }

    private static string Hash(float[][] outputs)
    {
        return Hash([.. outputs.SelectMany(output => MemoryMarshal.AsBytes<float>(output).ToArray())]);
    }

    private static string Hash(byte[] bytes)
    {
        return Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
    }
}
