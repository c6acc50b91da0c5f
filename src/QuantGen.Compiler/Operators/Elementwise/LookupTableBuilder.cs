using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Quantization;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>Fills the 256 entries of a unary function on bytes by running the function's own float kernel.</summary>
internal static class LookupTableBuilder
{
    private const int Entries = 256;

    /// <summary>Appends the look-up of a node's result, in the form in which its input is.</summary>
    /// <param name="node">The node.</param>
    /// <param name="context">The lowering.</param>
    /// <param name="input">The input of which the node is a function.</param>
    /// <param name="title">The function, for a reader.</param>
    /// <param name="append">Appends the float kernel's call from one operand to another.</param>
    public static void Lower(Node node, LoweringContext context, Value input, string title, Action<PlanBuilder, Operand, Operand> append)
    {
        var source = context.Primary(input) is { Form.IsQuantized: true } primary ? primary : context.Read(input, Form.QuantizedPlain);
        Apply(
            node, context, source, context.Define(node.Output, source.Form), $"{title}, by table", Build(append, context.Parameters(input), context.Parameters(node.Output)));
    }

    /// <summary>Appends a look-up.</summary>
    public static void Apply(Node node, LoweringContext context, Operand input, Operand output, string title, byte[] table)
    {
        context.Step(
            node,
            title,
            $"{nameof(LookupTable)}.{nameof(LookupTable.Apply)}",
            ("input", input),
            ("output", output),
            ("table", context.Builder.Table($"{node.Name}_table", TensorData.Create<byte>([table.Length], table))));
    }

    /// <summary>The bytes of one scale and zero point for those of another.</summary>
    public static byte[] Rescale(QuantizationParameters from, QuantizationParameters to)
    {
        return [.. Enumerable.Range(0, Entries).Select(q => to.Quantize(from.Dequantize((byte)q)))];
    }

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
        append(builder, builder.Input(x), builder.Output(y));
        var lowered = new LoweredModel(new LoweringContext(graph, QuantizationAssignment.Float(), builder), [], Dimension.Zero);
        using var executor = new PlanExecutor(lowered.ToPlan(new PlanHeader("Table", "-", "-", "-", "-")), lowered.Weights);
        var inputs = Enumerable.Range(0, Entries).Select(q => input.Dequantize((byte)q)).ToArray();
        var outputs = new float[Entries];
        executor.Run(new Dictionary<string, long>(), new Dictionary<string, Array> { ["x"] = inputs, ["y"] = outputs });
        return [.. outputs.Select(output.Quantize)];
    }
}
