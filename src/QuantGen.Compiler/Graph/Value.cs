using QuantGen.Plan;

namespace QuantGen.Compiler.Graph;

/// <summary>An edge of the graph: a model input, an initializer, or the output of a node.</summary>
internal sealed class Value(string name)
{
    /// <summary>Integer tensors up to this many elements are followed as expressions; shapes have far fewer.</summary>
    public const int MaxKnownElements = 1024;

    /// <summary>The ONNX name; unique in the graph.</summary>
    public string Name { get; } = name;

    /// <summary>The element type, once inferred.</summary>
    public ElementType Type { get; set; } = ElementType.Float32;

    /// <summary>The dimensions, once inferred; null before.</summary>
    public IReadOnlyList<Dimension>? Shape { get; set; }

    /// <summary>The contents, when they are known at build time.</summary>
    public TensorData? Constant { get; set; }

    /// <summary>What a constant was dequantized from, when that is how it came about.</summary>
    public QuantizedConstant? Integers { get; set; }

    /// <summary>The elements of a small integer tensor as expressions over symbols, when known: what shape arithmetic computes.</summary>
    public IReadOnlyList<Dimension>? SymbolicElements { get; set; }

    /// <summary>The node that computes it; null for inputs and constants.</summary>
    public Node? Producer { get; set; }

    public bool IsConstant => Constant is not null;

    public int Rank => Dimensions.Count;

    /// <summary>The inferred shape.</summary>
    /// <exception cref="InvalidOperationException">Shape inference has not reached it.</exception>
    public IReadOnlyList<Dimension> Dimensions => Shape ?? throw new InvalidOperationException($"The shape of '{Name}' is not known yet.");

    /// <summary>Elements in all.</summary>
    public Dimension ElementCount => Dimensions.Aggregate(Dimension.One, (product, dimension) => product * dimension);

    /// <summary>Makes a value that holds a constant.</summary>
    public static Value FromConstant(string name, TensorData data)
    {
        var value = new Value(name);
        value.SetConstant(data);
        return value;
    }

    /// <summary>Sets the contents, and with them type and shape.</summary>
    public void SetConstant(TensorData data)
    {
        Constant = data;
        Type = data.Type;
        Shape = [.. data.Dimensions.Select(dimension => Dimension.Constant(dimension))];
        Integers = null;
        SymbolicElements = null;
        Producer = null;
    }

    /// <summary>The elements of an integer tensor as expressions: from the constant or from shape arithmetic; null when not known.</summary>
    public IReadOnlyList<Dimension>? KnownElements()
    {
        return Constant is { Count: <= MaxKnownElements } && Type is (ElementType.Int64 or ElementType.Int32 or ElementType.Bool)
            ? [.. Constant.ToInt64().Select(Dimension.Constant)]
            : SymbolicElements;
    }

    public override string ToString()
    {
        return $"{Name}: {Type}[{(Shape is null ? "?" : string.Join(", ", Shape))}]";
    }
}
