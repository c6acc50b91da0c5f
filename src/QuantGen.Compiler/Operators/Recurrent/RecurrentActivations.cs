using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Recurrent;

/// <summary>The activations of a recurrent node: its attributes <c>activations</c>, <c>activation_alpha</c>, <c>activation_beta</c> and <c>clip</c>.</summary>
internal static class RecurrentActivations
{
    /// <summary>The activations of one direction.</summary>
    /// <param name="node">The node.</param>
    /// <param name="direction">Index of the direction.</param>
    /// <param name="directions">Directions of the node.</param>
    /// <param name="defaults">What each is where the node says nothing.</param>
    /// <exception cref="InvalidNodeException">The attributes do not go together.</exception>
    /// <exception cref="UnsupportedNodeException">A function is not known.</exception>
    public static RecurrentActivation[] Of(Node node, int direction, int directions, RecurrentFunction[] defaults)
    {
        if (node.Attributes.Strings("activations") is not { Length: > 0 } names)
        {
            return Array.ConvertAll(defaults, function => new RecurrentActivation(function, 0, 0));
        }

        if (names.Length != directions * defaults.Length)
        {
            throw new InvalidNodeException($"it names {names.Length} activations instead of {directions * defaults.Length}");
        }

        // The lists of parameters hold one for each function that has such a parameter, in order.
        var alphas = new Queue<float>(node.Attributes.Floats("activation_alpha") ?? []);
        var betas = new Queue<float>(node.Attributes.Floats("activation_beta") ?? []);
        var activations = Array.ConvertAll(names, name => Read(name, alphas, betas));
        return activations[(direction * defaults.Length)..((direction + 1) * defaults.Length)];
    }

    /// <summary>The bound of what goes into a function; infinity for none.</summary>
    public static float Clip(Node node)
    {
        return node.Attributes.Float("clip", 0) is > 0 and var clip ? clip : float.PositiveInfinity;
    }

    public static Argument Argument(RecurrentActivation activation)
    {
        return Lowering.Argument.Structure<RecurrentActivation>([
            ("function", Lowering.Argument.Enumeration(activation.Function)), ("alpha", activation.Alpha), ("beta", activation.Beta)]);
    }

    private static RecurrentActivation Read(string name, Queue<float> alphas, Queue<float> betas)
    {
        if (!Enum.TryParse<RecurrentFunction>(name, ignoreCase: true, out var function) || !Enum.IsDefined(function) || char.IsDigit(name[0]))
        {
            throw new UnsupportedNodeException($"activation '{name}'");
        }

        return function switch
        {
            RecurrentFunction.Affine or RecurrentFunction.ScaledTanh => new RecurrentActivation(function, Next(alphas, null), Next(betas, null)),
            RecurrentFunction.HardSigmoid => new RecurrentActivation(function, Next(alphas, 0.2f), Next(betas, 0.5f)),
            RecurrentFunction.LeakyRelu => new RecurrentActivation(function, Next(alphas, 0.01f), 0),
            RecurrentFunction.Elu or RecurrentFunction.ThresholdedRelu => new RecurrentActivation(function, Next(alphas, 1), 0),
            _ => new RecurrentActivation(function, 0, 0),
        };
    }

    private static float Next(Queue<float> given, float? fallback)
    {
        return given.TryDequeue(out var value)
            ? value
            : fallback ?? throw new InvalidNodeException("an activation lacks a parameter that has no default");
    }
}
