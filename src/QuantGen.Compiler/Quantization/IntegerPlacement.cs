using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;

namespace QuantGen.Compiler.Quantization;

/// <summary>
/// Decides which nodes compute in integers and which values are stored in 8 bits, so that no quantize and dequantize pair stands where
/// one of them can be avoided.
/// </summary>
/// <remarks>
/// Products with constant weights are worth integers by themselves. Everything else follows them: a node between two integer nodes
/// joins when all its inputs can come in 8 bits (forward) and its result is wanted in 8 bits (backward).
/// </remarks>
internal sealed class IntegerPlacement
{
    private readonly ModelGraph _graph;
    private readonly Func<Node, bool> _keepFloat;
    private readonly HashSet<Value> _supplied = [];
    private readonly HashSet<Value> _demanded = [];

    private IntegerPlacement(ModelGraph graph, Func<Node, bool> keepFloat)
    {
        (_graph, _keepFloat) = (graph, keepFloat);
    }

    /// <summary>Marks integer nodes and stored values in a new assignment; parameters are still to be set.</summary>
    public static QuantizationAssignment Place(ModelGraph graph, Func<Node, bool> keepFloat)
    {
        var placement = new IntegerPlacement(graph, keepFloat);
        placement.FindSupply();
        placement.FindDemand();
        return placement.Assign();
    }

    private IntegerForm FormOf(Node node)
    {
        return _keepFloat(node) ? IntegerForm.None : node.Definition.IntegerFormOf(node);
    }

    private void FindSupply()
    {
        _supplied.UnionWith(_graph.Inputs.Where(input => input.Type == ElementType.Float32));
        foreach (var node in _graph.Nodes)
        {
            var form = FormOf(node);
            if (form == IntegerForm.Compute || (IsFollower(form) && DataInputs(node).All(_supplied.Contains)))
            {
                _supplied.UnionWith(node.Outputs.OfType<Value>());
            }
        }
    }

    private void FindDemand()
    {
        foreach (var node in Enumerable.Reverse(_graph.Nodes))
        {
            var form = FormOf(node);
            if (form == IntegerForm.Compute)
            {
                _demanded.Add(node.Input(0));
            }
            else if (IsIntegerFollower(node, form))
            {
                _demanded.UnionWith(DataInputs(node));
            }
        }
    }

    private bool IsIntegerFollower(Node node, IntegerForm form)
    {
        return IsFollower(form)
            && DataInputs(node).All(_supplied.Contains)
            && node.Outputs.OfType<Value>().All(_demanded.Contains);
    }

    /// <summary>Whether a form computes in 8 bits only where its neighbours do.</summary>
    private static bool IsFollower(IntegerForm form)
    {
        return form is not (IntegerForm.None or IntegerForm.Compute or IntegerForm.Recurrent);
    }

    private QuantizationAssignment Assign()
    {
        var assignment = new QuantizationAssignment();
        foreach (var node in _graph.Nodes)
        {
            var form = FormOf(node);
            if (form == IntegerForm.Compute)
            {
                assignment.SetInteger(node);
                // A model output comes in float straight from the accumulators, which is more exact than through 8 bits.
                if (_demanded.Contains(node.Output) && !_graph.Outputs.Contains(node.Output))
                {
                    assignment.SetStored(node.Output);
                }
            }
            else if (form == IntegerForm.Recurrent)
            {
                assignment.SetInteger(node);
            }
            else if (IsIntegerFollower(node, form))
            {
                assignment.SetInteger(node);
                node.Outputs.OfType<Value>().ToList().ForEach(assignment.SetStored);
            }
        }

        return assignment;
    }

    /// <summary>Inputs that an integer node reads in 8 bits.</summary>
    public static IEnumerable<Value> QuantizedInputs(Node node)
    {
        return node.Definition.IntegerFormOf(node) == IntegerForm.Recurrent ? [] : DataInputs(node);
    }

    /// <summary>Inputs that carry activations: not constants, not integers such as a shape.</summary>
    public static IEnumerable<Value> DataInputs(Node node)
    {
        return node.Inputs.OfType<Value>().Where(input => !input.IsConstant && input.Type == ElementType.Float32);
    }
}
