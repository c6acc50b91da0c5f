using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Onnx;
using QuantGen.Compiler.Passes;
using QuantGen.Compiler.Quantization;
using QuantGen.Compiler.Tests.Calibration;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Mutation;
using Xunit;

namespace QuantGen.Compiler.Tests.Onnx;

/// <summary>Damaged models end in a diagnostic or in a plan: never in another exception, in a hang or in memory that runs away.</summary>
public sealed class MutatedModelTests
{
    private const int MutationsPerModel = 200;

    [SkippableTheory]
    [InlineData("own/digits_mlp.onnx")]
    [InlineData("own/breast_cancer_mlp_raw.onnx")]
    [InlineData("own/mnist_lenet.onnx")]
    [InlineData("public/mnist.onnx")]
    [InlineData("public/ultraface_slim320.onnx")]
    [InlineData("quantized/tract_qtdnn.onnx")]
    [InlineData("quantized/ort_conv_qdq_u8u8.onnx")]
    [InlineData("quantized/ort_dynq_matmul_int8_bias.onnx")]
    public void MutatedModelGivesADiagnosticOrAPlan(string name)
    {
        var original = File.ReadAllBytes(SharedData.Models(name));
        using var folder = new TemporaryFolder();
        var path = folder["model.onnx"];
        MutationRun.Check(
            $"float: {name}",
            path,
            MutationsPerModel,
            seed => seed % 2 == 0 ? new ByteMutator(seed).Mutate(original) : new OnnxMutator(seed).Mutate(original),
            () => Compile(path));
    }

    private static void Compile(string path)
    {
        var graph = OnnxModelReader.Read(path);
        GraphPasses.Normalize(graph);
        var lowered = ModelLowering.Lower(graph, QuantizationAssignment.Float());
        _ = lowered.ToPlan(new PlanHeader("Mutated", "-", "-", "-", "-"));
    }
}
