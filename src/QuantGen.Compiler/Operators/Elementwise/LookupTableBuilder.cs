using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Quantization;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>Fills the 256 entries of a unary function on bytes by running the function's own float kernel.</summary>
internal static class LookupTableBuilder
{
    private const int Entries = 256;

    /// <summary>Entry q is the output byte for input byte q.</summary>
    /// <param name="append">Appends the float kernel's call from one operand to another.</param>
    /// <param name="input">Scale and zero point of the input.</param>
    /// <param name="output">Scale and zero point of the output.</param>
    public static byte[] Build(Action<PlanBuilder, Operand, Operand> append, QuantizationParameters input, QuantizationParameters output)
    {
        var graph = new ModelGraph { File = "table", Opsets = new Dictionary<string, long>() };
        var (x, y) = (new Value("x") { Shape = [Entries] }, new Value("y") { Shape = [Entries] });
        graph.Inputs.Add(x);
        graph.Outputs.Add(y);
        var builder = new PlanBuilder(graph);
        append(builder, builder.Port(x), builder.Port(y));
        var lowered = new LoweredModel(new LoweringContext(graph, QuantizationAssignment.Float(), builder), [], Dimension.Zero);
        using var executor = new PlanExecutor(lowered.ToPlan(new PlanHeader("Table", "-", "-", "-", "-")), lowered.Weights);
        var inputs = Enumerable.Range(0, Entries).Select(q => input.Dequantize((byte)q)).ToArray();
        var outputs = new float[Entries];
        executor.Run(new Dictionary<string, long>(), new Dictionary<string, Array> { ["x"] = inputs, ["y"] = outputs });
        return [.. outputs.Select(output.Quantize)];
    }
}
