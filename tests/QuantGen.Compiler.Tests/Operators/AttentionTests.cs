using QuantGen.OnnxRuntime;
using QuantGen.TestSupport.Models;
using Xunit;
using static QuantGen.Compiler.Tests.Operators.OperatorAssert;

namespace QuantGen.Compiler.Tests.Operators;

/// <summary>Attention and its relatives, on models with an open batch and length.</summary>
public sealed class AttentionTests
{
    [SkippableTheory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(1, 4)]
    public void AttentionAgrees(int causal, int keyHeads)
    {
        var model = new OnnxModelBuilder(23)
            .Input<float>("q", "N, T, 32").Input<float>("k", $"N, T, {keyHeads * 8}").Input<float>("v", $"N, T, {keyHeads * 8}")
            .Node("Attention", ["q", "k", "v"], ["y"], ("q_num_heads", 4), ("kv_num_heads", keyHeads), ("is_causal", causal))
            .Output<float>("y");
        AgreesWithOnnxRuntime(
            model, [("q", Random(1, -1, 1, 2, 5, 32)), ("k", Random(2, -1, 1, 2, 5, keyHeads * 8)), ("v", Random(3, -1, 1, 2, 5, keyHeads * 8))], relative: 1e-4);
        Assert.Equal("[N, T, 32]", Lowered.OutputShape(model));
    }

    [SkippableTheory]
    [InlineData(0, 8)]
    [InlineData(1, 8)]
    [InlineData(0, 4)]
    public void RotaryEmbeddingAgrees(int interleaved, int turned)
    {
        var model = new OnnxModelBuilder(23).Input<float>("x", "2, 3, 5, 8").Input<long>("positions", "2, 5")
            .Constant("cos", Random(2, -1, 1, 10, turned / 2).Get<float>(), 10, turned / 2)
            .Constant("sin", Random(3, -1, 1, 10, turned / 2).Get<float>(), 10, turned / 2)
            .Node("RotaryEmbedding", ["x", "cos", "sin", "positions"], ["y"], ("interleaved", interleaved), ("rotary_embedding_dim", turned == 8 ? 0 : turned))
            .Output<float>("y");
        long[] positions = [.. Enumerable.Range(0, 10).Select(i => (i * 3L) % 10)];
        AgreesWithOnnxRuntime(model, [("x", Random(1, -1, 1, 2, 3, 5, 8)), ("positions", OrtTensor.Create(positions, 2, 5))], relative: 1e-4);
    }

    [SkippableFact]
    public void MultiHeadAttentionAgrees()
    {
        var model = new OnnxModelBuilder(17).Input<float>("q", "N, 5, 16").Input<float>("k", "N, 5, 16").Input<float>("v", "N, 5, 16").Input<int>("mask", "N, 5")
            .Constant("bias", Random(4, -1, 1, 48).Get<float>(), 48)
            .Node("com.microsoft.MultiHeadAttention", ["q", "k", "v", "bias", "mask"], ["y"], ("num_heads", 2)).Output<float>("y");
        var mask = OrtTensor.Create([1, 1, 1, 0, 0, 1, 1, 1, 1, 0], 2, 5);
        AgreesWithOnnxRuntime(
            model, [("q", Random(1, -1, 1, 2, 5, 16)), ("k", Random(2, -1, 1, 2, 5, 16)), ("v", Random(3, -1, 1, 2, 5, 16)), ("mask", mask)], relative: 1e-4);
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    public void AttentionOfOnnxRuntimeAgrees(int unidirectional)
    {
        var model = new OnnxModelBuilder(17).Input<float>("x", "N, 5, 12")
            .Constant("w", Random(2, -1, 1, 12, 48).Get<float>(), 12, 48).Constant("b", Random(3, -1, 1, 48).Get<float>(), 48)
            .Node("com.microsoft.Attention", ["x", "w", "b"], ["y"], ("num_heads", 4), ("unidirectional", unidirectional)).Output<float>("y");
        AgreesWithOnnxRuntime(model, [("x", Random(1, -1, 1, 2, 5, 12))], relative: 1e-4);
    }

    [SkippableTheory]
    [InlineData("BiasGelu", 1e-4)]
    [InlineData("FastGelu", 1e-4)]
    public void GelusWithABiasAgree(string type, double relative)
    {
        var model = new OnnxModelBuilder(17).Input<float>("x", "N, 5, 12").Constant("b", Random(3, -1, 1, 12).Get<float>(), 12)
            .Node($"com.microsoft.{type}", ["x", "b"], ["g"]).Node("com.microsoft.QuickGelu", ["g"], ["q"]).Node("com.microsoft.Gelu", ["q"], ["y"])
            .Output<float>("y");
        AgreesWithOnnxRuntime(model, [("x", Random(1, -3, 3, 2, 5, 12))], relative);
    }

    [SkippableFact]
    public void SkippedNormalizationsAgree()
    {
        var model = new OnnxModelBuilder(17).Input<float>("x", "N, 5, 12").Input<float>("skip", "N, 5, 12")
            .Constant("gamma", Random(3, -1, 1, 12).Get<float>(), 12).Constant("beta", Random(4, -1, 1, 12).Get<float>(), 12)
            .Node("com.microsoft.SkipLayerNormalization", ["x", "skip", "gamma", "beta", "beta"], ["a", "", "", "sum"])
            .Node("com.microsoft.SkipSimplifiedLayerNormalization", ["a", "sum", "gamma"], ["b"])
            .Node("SimplifiedLayerNormalization", ["b", "gamma"], ["y"], ("axis", -1)).Output<float>("y").Output<float>("sum");
        AgreesWithOnnxRuntime(model, [("x", Random(1, -3, 3, 2, 5, 12)), ("skip", Random(2, -3, 3, 2, 5, 12))], relative: 1e-4);
    }

    [SkippableFact]
    public void EmbedLayerNormalizationAgrees()
    {
        var model = new OnnxModelBuilder(17).Input<int>("words", "N, 5").Input<int>("segments", "N, 5")
            .Constant("w", Random(1, -1, 1, 20, 8).Get<float>(), 20, 8).Constant("p", Random(2, -1, 1, 10, 8).Get<float>(), 10, 8)
            .Constant("s", Random(3, -1, 1, 2, 8).Get<float>(), 2, 8)
            .Constant("gamma", Random(4, -1, 1, 8).Get<float>(), 8).Constant("beta", Random(5, -1, 1, 8).Get<float>(), 8)
            .Node("com.microsoft.EmbedLayerNormalization", ["words", "segments", "w", "p", "s", "gamma", "beta"], ["y", "count"]).Output<float>("y");
        int[] words = [.. Enumerable.Range(0, 10).Select(i => i * 7 % 20)];
        AgreesWithOnnxRuntime(
            model, [("words", OrtTensor.Create(words, 2, 5)), ("segments", OrtTensor.Create([0, 0, 1, 1, 1, 0, 1, 1, 1, 1], 2, 5))], relative: 1e-4);
    }

    [SkippableFact]
    public void FusedMatMulAgrees()
    {
        var model = new OnnxModelBuilder(17).Input<float>("x", "N, 4, 6").Input<float>("y", "N, 4, 5")
            .Node("com.microsoft.FusedMatMul", ["x", "y"], ["z"], ("transA", 1), ("alpha", 0.3f))
            .Node("com.microsoft.FusedMatMul", ["z", "y"], ["w"], ("transB", 1)).Output<float>("w");
        AgreesWithOnnxRuntime(model, [("x", Random(1, -1, 1, 2, 4, 6)), ("y", Random(2, -1, 1, 2, 4, 5))], relative: 1e-4);
    }
}
