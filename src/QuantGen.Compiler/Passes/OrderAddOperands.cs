using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators.Elementwise;

namespace QuantGen.Compiler.Passes;

/// <summary>
/// Puts the operand that is computed last first in every Add of two activations: it is the one whose kernel may compute the Add on its way
/// out, and the order of operands decides the last bit.
/// </summary>
internal static class OrderAddOperands
{
    public static void Run(ModelGraph graph)
    {
        var position = new Dictionary<Value, int>();
        for (var i = 0; i < graph.Nodes.Count; i++)
        {
            foreach (var output in graph.Nodes[i].Outputs.OfType<Value>())
            {
                position[output] = i;
            }

            if (graph.Nodes[i] is { Definition: Add } add
                && position.GetValueOrDefault(add.Input(0), -1) < position.GetValueOrDefault(add.Input(1), -1))
            {
                (add.Inputs[0], add.Inputs[1]) = (add.Inputs[1], add.Inputs[0]);
            }
        }
    }
}
