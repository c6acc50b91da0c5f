using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;

namespace QuantGen.Compiler.Quantization;

/// <summary>Gives scale and zero point to every value that an integer node reads or writes; values that share memory share them.</summary>
internal static class ParameterAssignment
{
    /// <summary>Sets the parameters of an assignment.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="assignment">With its integer nodes.</param>
    /// <param name="range">The range of a value, chosen by calibration.</param>
    public static void Assign(ModelGraph graph, QuantizationAssignment assignment, Func<Value, (float Min, float Max)> range)
    {
        var consumers = graph.Consumers();
        foreach (var node in graph.Nodes.Where(assignment.IsInteger))
        {
            foreach (var input in IntegerPlacement.QuantizedInputs(node).Where(input => !assignment.HasParameters(input)))
            {
                assignment.SetParameters(input, FromRange(range(input)));
            }

            if (!assignment.IsStoredQuantized(node.Output))
            {
                continue;
            }

            var parameters = node.Definition.IntegerFormOf(node) == IntegerForm.PassThrough
                ? assignment.Parameters(node.Input(0))
                : FromRange(range(RangeSource(graph, assignment, consumers, node.Output)));
            assignment.SetParameters(node.Output, parameters);
        }
    }

    /// <summary>
    /// A value that only a Join reads is written with the scale of the join's result, which then only copies; otherwise its own range counts.
    /// </summary>
    private static Value RangeSource(
        ModelGraph graph, QuantizationAssignment assignment, Dictionary<Value, List<Node>> consumers, Value value)
    {
        while (!graph.Outputs.Contains(value)
            && consumers.TryGetValue(value, out var readers)
            && readers is [var reader]
            && assignment.IsInteger(reader)
            && reader.Definition.IntegerFormOf(reader) == IntegerForm.Join)
        {
            value = reader.Output;
        }

        return value;
    }

    private static QuantizationParameters FromRange((float Min, float Max) range)
    {
        return QuantizationParameters.FromRange(range.Min, range.Max);
    }
}
