using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Operators.Recurrent;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Quantization;

/// <summary>Quantizes the weights of the integer LSTM, GRU and RNN nodes, and gives their inputs and hidden states a scale.</summary>
internal static class RecurrentQuantizer
{
    /// <summary>The values whose ranges count: the inputs, the hidden states that the node gives, and the one that it starts with.</summary>
    public static IEnumerable<Value> Observed(Node node)
    {
        return [node.Input(0), .. States(node)];
    }

    /// <summary>Sets how the recurrent nodes of an assignment compute.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="assignment">With its integer nodes.</param>
    /// <param name="options">What the user asked for.</param>
    /// <param name="range">The range of a value, chosen by calibration.</param>
    /// <exception cref="CompilationException">A weight is not finite, or an accumulator could leave int32.</exception>
    public static void Assign(
        ModelGraph graph, QuantizationAssignment assignment, QuantizationOptions options, Func<Value, (float Min, float Max)> range)
    {
        foreach (var node in graph.Nodes.Where(node => assignment.IsInteger(node) && node.Definition.IntegerFormOf(node) == IntegerForm.Recurrent))
        {
            var weights = node.Definition.WeightInputs(node).ToDictionary(
                input => input.Index, input => ChannelWeightQuantizer.Quantize(graph, node, input, options.PerChannel, WeightClipping.None));
            var states = States(node).Select(range).ToArray();
            assignment.SetRecurrent(node, new RecurrentQuantization(
                weights,
                WideScale.Fixed,
                WideParameters.FromRange(range(node.Input(0))),
                WideParameters.FromRange((states.Min(state => state.Min), states.Max(state => state.Max)))));
        }
    }

    private static IEnumerable<Value> States(Node node)
    {
        yield return node.Output;
        if (node.OptionalInput(RecurrentOperator.InitialHiddenInput) is { IsConstant: false } initial)
        {
            yield return initial;
        }
    }
}
