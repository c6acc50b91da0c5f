using QuantGen.Compiler.Operators;
using QuantGen.Plan;

namespace QuantGen.Compiler.Graph;

/// <summary>One operation.</summary>
internal sealed class Node(OperatorDefinition definition, string name)
{
    /// <summary>What the operator means.</summary>
    public OperatorDefinition Definition { get; } = definition;

    /// <summary>The ONNX name, made unique; for a nameless node the name of its first output.</summary>
    public string Name { get; } = name;

    public string OperatorType => Definition.Name;

    /// <summary>The operator type that the file has, where the node was rewritten: a MatMul may come from a Gemm.</summary>
    public string SourceType { get; set; } = definition.Name;

    /// <summary>Inputs by position; null where an optional one is left out.</summary>
    public List<Value?> Inputs { get; } = [];

    /// <summary>Outputs by position; null where an optional one is left out.</summary>
    public List<Value?> Outputs { get; } = [];

    public NodeAttributes Attributes { get; } = new();

    /// <summary>A clamp that was fused into the node: (-infinity, infinity) for none, (0, infinity) for Relu.</summary>
    public Clamp Clamp { get; set; } = Clamp.None;

    /// <summary>What the node takes for granted about lengths that are known only when the model runs.</summary>
    public List<DimensionEquality> Requirements { get; } = [];

    /// <summary>The first output, which every operator has.</summary>
    public Value Output => Outputs[0]!;

    /// <summary>A required input.</summary>
    /// <exception cref="InvalidNodeException">It is left out.</exception>
    public Value Input(int index)
    {
        return OptionalInput(index) ?? throw new InvalidNodeException($"input {index} is missing");
    }

    public Value? OptionalInput(int index)
    {
        return index < Inputs.Count ? Inputs[index] : null;
    }

    /// <summary>The contents of an input that must be known at build time.</summary>
    /// <exception cref="UnsupportedNodeException">They are not.</exception>
    public TensorData ConstantInput(int index)
    {
        return Input(index).Constant
            ?? throw new UnsupportedNodeException($"input {index} ('{Input(index).Name}') must be a constant");
    }

    /// <summary>Sets an input by position, padding left-out ones before it.</summary>
    public void SetInput(int index, Value? value)
    {
        while (Inputs.Count <= index)
        {
            Inputs.Add(null);
        }

        Inputs[index] = value;
    }

    /// <summary>Requires two lengths to be equal: here where they are known, else when the model runs.</summary>
    /// <exception cref="InvalidNodeException">They differ.</exception>
    public void Require(Dimension left, Dimension right)
    {
        var equality = new DimensionEquality(left, right, Name);
        if (equality.Known == false)
        {
            throw new InvalidNodeException($"lengths {left} and {right} must be equal");
        }

        if (equality.Known is null)
        {
            Requirements.Add(equality);
        }
    }

    public override string ToString()
    {
        return $"{OperatorType} '{Name}'";
    }
}

/// <summary>Bounds applied to a node's result.</summary>
internal readonly record struct Clamp(float Low, float High)
{
    public static readonly Clamp None = new(float.NegativeInfinity, float.PositiveInfinity);
    public static readonly Clamp Relu = new(0, float.PositiveInfinity);

    public bool IsNone => this == None;

    /// <summary>Applies another clamp after this one.</summary>
    public Clamp Then(Clamp next)
    {
        return new Clamp(Math.Clamp(Low, next.Low, next.High), Math.Clamp(High, next.Low, next.High));
    }
}
