using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Passes.Fusion;

namespace QuantGen.Compiler.Passes;

/// <summary>The passes between reading and lowering, in their order.</summary>
internal static class GraphPasses
{
    private static readonly Action<ModelGraph>[] Order =
    [
        ShapeInference.Run,
        RemoveIdentities.Run,
        FuseLayerNormalization.Run,
        FuseSoftmax.Run,
        ScoreFactors.Run,
        FuseActivations.Run,
        FoldBatchNormalization.Run,
        FuseBias.Run,
        FuseClamp.Run,
        OrderAddOperands.Run,
        graph => graph.RemoveUnused(),
    ];

    /// <summary>Brings a freshly read graph into the form that calibration, quantization and lowering expect.</summary>
    public static void Normalize(ModelGraph graph)
    {
        foreach (var pass in Order)
        {
            pass(graph);
        }
    }
}
