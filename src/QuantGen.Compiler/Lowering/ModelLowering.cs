using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Quantization;
using QuantGen.Plan;

namespace QuantGen.Compiler.Lowering;

/// <summary>Turns a graph and the quantizer's decisions into an executable plan.</summary>
internal static class ModelLowering
{
    /// <summary>Lowers a graph.</summary>
    /// <param name="graph">Inferred and normalized.</param>
    /// <param name="quantization">What is computed in integers; <see cref="QuantizationAssignment.Float"/> for the float model.</param>
    /// <param name="keepTensors">Computes every value by a step of its own, in memory of its own and a whole batch at once, so that all can be read after a run.</param>
    public static LoweredModel Lower(ModelGraph graph, QuantizationAssignment quantization, bool keepTensors = false)
    {
        var builder = new PlanBuilder(graph);
        var context = new LoweringContext(graph, quantization, builder, fuse: !keepTensors);
        foreach (var requirement in graph.Requirements)
        {
            Check(builder, requirement);
        }

        foreach (var node in graph.Nodes.Where(node => !node.Outputs.OfType<Value>().All(value => value.IsConstant)))
        {
            if (!context.IsDone(node))
            {
                NodeDiagnostics.Attribute(graph.File, node, () => node.Definition.Lower(node, context));
            }
        }

        foreach (var output in graph.Outputs.Distinct())
        {
            WriteOutput(context, output);
        }

        var symbols = ChunkAnalysis.Symbols(graph, builder, chunked: !keepTensors);
        var bounds = symbols.Where(symbol => symbol.Chunk is not null)
            .ToDictionary(symbol => symbol.Name, symbol => Dimension.Constant(symbol.Chunk!.Value));
        var arena = ArenaPlanner.Place(builder.Steps, bounds, reuse: !keepTensors);
        return new LoweredModel(context, symbols, arena);
    }

    /// <summary>Lengths that the model takes for equal are compared before anything is computed.</summary>
    private static void Check(PlanBuilder builder, DimensionEquality requirement)
    {
        // Within a chunk of a batch the symbol would have another value.
        builder.UnchunkedSymbols.UnionWith(requirement.Symbols);
        builder.Step(
            $"check_{requirement.Node}",
            $"{requirement.Left} must be {requirement.Right}",
            $"{nameof(Kernels.LengthChecks)}.{nameof(Kernels.LengthChecks.Equal)}",
            ("left", requirement.Left),
            ("right", requirement.Right));
    }

    /// <summary>An output that is an input, a constant or a view of another tensor has not been written by any step.</summary>
    private static void WriteOutput(LoweringContext context, Value output)
    {
        var port = context.Builder.Output(output);
        var computed = context.ReadPlain(output);
        if (computed.Name != port.Name)
        {
            context.Builder.Step(
                output.Name, "Copy to the output", $"{nameof(Kernels.DataMovement)}.{nameof(Kernels.DataMovement.Copy)}", ("input", computed), ("output", port));
        }
    }
}
