using QuantGen.Compiler.Lowering;

namespace QuantGen.Compiler.Operators.Recurrent;

/// <summary>How one direction of a recurrent node multiplies: in float, or with int8 weights.</summary>
internal interface IRecurrentArithmetic
{
    /// <summary>The kernel's method.</summary>
    string Method { get; }

    /// <summary>Appends the product of the inputs with their weights, every step of every sequence at once.</summary>
    Operand Project();

    /// <summary>The kernel's arguments for the weights of some gates, and their bias.</summary>
    /// <param name="prefix">What the parameters' names begin with: empty, or <c>candidate</c>.</param>
    /// <param name="firstGate">The first gate.</param>
    /// <param name="gateCount">The number of gates; 0 for weights that the layer does not have.</param>
    IEnumerable<(string Name, Argument Value)> Product(string prefix, int firstGate, int gateCount);

    /// <summary>The kernel's arguments for the quantization of states.</summary>
    IEnumerable<(string Name, Argument Value)> States();
}
