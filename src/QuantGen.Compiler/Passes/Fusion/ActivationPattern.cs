using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;

namespace QuantGen.Compiler.Passes.Fusion;

/// <summary>
/// An activation as exporters write it out: a function <c>f</c> of a polynomial <c>p</c> in <c>x</c>, and around it
/// <c>a(x) + b(x) * f(p(x))</c>.
/// </summary>
/// <param name="Function">What <c>f</c> is computed of, when a node computes it.</param>
/// <param name="Argument">Whether <c>p</c> is the right one.</param>
/// <param name="Offset">The coefficients of <c>a</c>.</param>
/// <param name="Factor">The coefficients of <c>b</c>.</param>
/// <param name="Create">The node that computes it all: from its name, <c>x</c>, <c>p</c> and its output.</param>
internal sealed record ActivationPattern(
    Func<Node, Value?> Function, Func<Polynomial, bool> Argument, double[] Offset, double[] Factor, Func<string, Value, Polynomial, Value, Node> Create)
{
    private static readonly double TanhScale = Math.Sqrt(2 / Math.PI);

    /// <summary>The patterns; the list to extend.</summary>
    public static IReadOnlyList<ActivationPattern> All { get; } =
    [
        // x / 2 * (1 + erf(x / sqrt(2)))
        new(Is("Erf"), argument => argument.Is(0, 1 / Math.Sqrt(2)), [0, 0.5], [0, 0.5],
            (name, x, _, output) => Expansion.Node("Gelu", name, [x], output)),

        // x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))
        new(Is("Tanh"), argument => argument.Is(0, TanhScale, 0, 0.044715 * TanhScale), [0, 0.5], [0, 0.5],
            (name, x, _, output) => Expansion.Node("Gelu", name, [x], output, ("approximate", "tanh"))),

        // x * sigmoid(alpha * x)
        new(Is("Sigmoid"), argument => argument.Is(0, argument[1]), [], [0, 1],
            (name, x, argument, output) => Expansion.Node("Swish", name, [x], output, ("alpha", (float)argument[1]))),

        // x * clip(x + 3, 0, 6) / 6, and the same with the division inside
        new(IsClip(6), argument => argument.Is(3, 1), [], [0, 1.0 / 6], HardSwish),
        new(IsClip(1), argument => argument.Is(0.5, 1.0 / 6), [], [0, 1], HardSwish),
        new(IsHardSigmoid, argument => argument.Is(0, 1), [], [0, 1], HardSwish),

        // clip(x + 3, 0, 6) / 6
        new(IsClip(6), argument => argument.Is(3, 1), [], [1.0 / 6], HardSigmoid),
        new(IsClip(1), argument => argument.Is(0.5, 1.0 / 6), [], [1], HardSigmoid),

        // x * tanh(softplus(x))
        new(TanhOfSoftplus, argument => argument.Is(0, 1), [], [0, 1], (name, x, _, output) => Expansion.Node("Mish", name, [x], output)),
    ];

    private static Func<Node, Value?> Is(string operatorType)
    {
        return node => node.OperatorType == operatorType ? node.Input(0) : null;
    }

    private static Func<Node, Value?> IsClip(float high)
    {
        return node => node.OperatorType == "Clip" && node.Definition.AsClamp(node) is { } clamp && clamp == new Clamp(0, high) ? node.Input(0) : null;
    }

    private static Value? IsHardSigmoid(Node node)
    {
        return node.OperatorType == "HardSigmoid"
            && Operands.IsClose(node.Attributes.Float("alpha", 0.2f), 1.0 / 6) && node.Attributes.Float("beta", 0.5f) == 0.5f
            ? node.Input(0)
            : null;
    }

    private static Value? TanhOfSoftplus(Node node)
    {
        return node.OperatorType == "Tanh" ? node.Input(0).ProducedBy("Softplus")?.Input(0) : null;
    }

    private static Node HardSwish(string name, Value x, Polynomial argument, Value output)
    {
        return Expansion.Node("HardSwish", name, [x], output);
    }

    private static Node HardSigmoid(string name, Value x, Polynomial argument, Value output)
    {
        return Expansion.Node("HardSigmoid", name, [x], output, ("alpha", 1 / 6f), ("beta", 0.5f));
    }
}
