using QuantGen.Compiler.Diagnostics;
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
    private const long AllocationLimit = 1L << 30;

    /// <summary>No mutation needs a second; a machine that is busy may need some. Beyond this it is a hang.</summary>
    private static readonly TimeSpan HangLimit = TimeSpan.FromMinutes(1);

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
        var failures = new List<string>();
        var diagnosed = 0;
        for (var seed = 0; seed < MutationsPerModel; seed++)
        {
            File.WriteAllBytes(path, seed % 2 == 0 ? new ByteMutator(seed).Mutate(original) : new OnnxMutator(seed).Mutate(original));
            var failure = (string?)"it hangs";
            var thread = new Thread(() => failure = Compile(path, ref diagnosed)) { IsBackground = true };
            thread.Start();
            if (!thread.Join(HangLimit) || failure is not null)
            {
                failures.Add($"seed {seed}: {failure}");
            }
        }

        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
        Assert.True(diagnosed > MutationsPerModel / 4, $"Only {diagnosed} of {MutationsPerModel} mutations were noticed.");
    }

    /// <summary>What went wrong, or null.</summary>
    private static string? Compile(string path, ref int diagnosed)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var graph = OnnxModelReader.Read(path);
            GraphPasses.Normalize(graph);
            var lowered = ModelLowering.Lower(graph, QuantizationAssignment.Float());
            _ = lowered.ToPlan(new PlanHeader("Mutated", "-", "-", "-", "-"));
        }
        catch (CompilationException exception)
        {
            diagnosed++;
            return exception.Diagnostics.Count == 0 ? "there is no diagnostic" : null;
        }
        catch (Exception exception)
        {
            return exception.ToString();
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return allocated > AllocationLimit ? $"{allocated} bytes were allocated" : null;
    }
}
