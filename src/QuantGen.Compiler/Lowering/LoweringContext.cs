using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Quantization;
using QuantGen.Plan;

namespace QuantGen.Compiler.Lowering;

/// <summary>What an operator's lowering works with: it asks for its inputs in a form, defines its outputs in a form, and appends steps.</summary>
/// <remarks>Conversions between forms (layout changes, quantize, dequantize) are inserted when a form is asked for that does not exist yet, and once.</remarks>
internal sealed class LoweringContext
{
    private readonly Dictionary<(Value Value, Form Form), Operand> _realizations = [];
    private readonly Dictionary<Value, Operand> _primary = [];
    private readonly HashSet<Node> _done = [];
    private readonly Dictionary<Value, List<Node>> _consumers;
    private readonly FormConversions _conversions;
    private readonly bool _fuse;

    public LoweringContext(ModelGraph graph, QuantizationAssignment quantization, PlanBuilder builder, bool fuse = true)
    {
        Graph = graph;
        Quantization = quantization;
        Builder = builder;
        _consumers = graph.Consumers();
        _conversions = new FormConversions(this);
        DynamicActivations = new DynamicActivations(this);
        _fuse = fuse;
        foreach (var input in graph.Inputs)
        {
            Bind(input, builder.Input(input));
        }
    }

    public ModelGraph Graph { get; }

    /// <summary>What is computed in integers, and with which parameters.</summary>
    public QuantizationAssignment Quantization { get; }

    public PlanBuilder Builder { get; }

    /// <summary>Values that are quantized while the model runs.</summary>
    public DynamicActivations DynamicActivations { get; }

    /// <summary>Whether one step may compute several nodes; false where every value is to be looked at. The bits are the same.</summary>
    public bool FusesSteps => _fuse;

    /// <summary>Whether a node computes on 8-bit tensors.</summary>
    public bool IsInteger(Node node)
    {
        return Quantization.IsInteger(node);
    }

    /// <summary>Whether a node's result is stored in 8 bits: otherwise an integer node writes float straight from its accumulators.</summary>
    public bool IsStoredQuantized(Value value)
    {
        return Quantization.IsStoredQuantized(value);
    }

    /// <summary>Scale and zero point of a value.</summary>
    public QuantizationParameters Parameters(Value value)
    {
        return Quantization.Parameters(value);
    }

    /// <summary>The only node that reads a value, when there is one and the value is not an output of the model.</summary>
    public Node? OnlyConsumer(Value value)
    {
        return !Graph.Outputs.Contains(value) && _consumers.TryGetValue(value, out var list) && list.Count == 1 ? list[0] : null;
    }

    /// <summary>
    /// The only node that reads a value, when the kernel that computes the value may compute that node too: both in integers, and nobody wants to
    /// look at the value. Fused or not, the bytes are the same.
    /// </summary>
    public Node? FusedConsumer(Value value)
    {
        return _fuse && OnlyConsumer(value) is { } node && IsInteger(node) && IsStoredQuantized(node.Output) ? node : null;
    }

    /// <summary>The form in which a value was computed.</summary>
    public Operand Primary(Value value)
    {
        if (value.Constant is { } constant && !_primary.ContainsKey(value))
        {
            Bind(value, Builder.Constant(value.Name, constant) with { Value = value });
        }

        if (value.SymbolicElements is { } elements && !_primary.ContainsKey(value))
        {
            WriteElements(value, elements);
        }

        return _primary[value];
    }

    /// <summary>Whether a value already exists in some form.</summary>
    public bool IsComputed(Value value)
    {
        return value.IsConstant || value.SymbolicElements is not null || _primary.ContainsKey(value);
    }

    /// <summary>A value in a form, when it exists so.</summary>
    public Operand? Find(Value value, Form form)
    {
        return _realizations.GetValueOrDefault((value, form));
    }

    /// <summary>A value in a form; converted when it does not exist so yet.</summary>
    public Operand Read(Value value, Form form)
    {
        var primary = Primary(value);
        if (Find(value, form) is { } found)
        {
            return found;
        }

        var converted = _conversions.Convert(value, primary, form);
        _realizations[(value, form)] = converted;
        return converted;
    }

    /// <summary>Defines a value as the bytes that another one rounds to, in the layout of that.</summary>
    public void Quantize(Operand floats, Value value)
    {
        var form = floats.Form with { Storage = Storage.Quantized };
        Bind(value, _conversions.Convert(value, floats, form));
    }

    /// <summary>A value as ONNX has it.</summary>
    public Operand ReadPlain(Value value)
    {
        return Read(value, Form.NativePlain);
    }

    /// <summary>An optional input as ONNX has it; an empty span where it is left out.</summary>
    public Argument ReadOptional(Node node, int index)
    {
        return node.OptionalInput(index) is { } value ? ReadPlain(value) : Argument.None;
    }

    /// <summary>Memory for a node's result; the caller's own span when it is a model output in ONNX's form.</summary>
    public Operand Define(Value value, Form form)
    {
        var operand = form == Form.NativePlain && Graph.Outputs.Contains(value) ? Builder.Output(value) : Allocate(value, form);
        Bind(value, operand);
        return operand;
    }

    /// <summary>Memory for a value in a form, not made known as its realization.</summary>
    public Operand Allocate(Value value, Form form)
    {
        var type = form.IsQuantized ? ElementType.UInt8 : value.Type;
        return Builder.Tensor(value.Name, type, PhysicalShape.Of(value, form), form, value, form.IsQuantized ? Parameters(value) : null);
    }

    /// <summary>A tensor that no value stands for.</summary>
    public Operand Scratch(string name, ElementType type, params Dimension[] shape)
    {
        return Builder.Tensor(name, type, shape, Form.NativePlain);
    }

    /// <summary>Makes a value known as an existing operand (a view of other memory included).</summary>
    public void Bind(Value value, Operand operand)
    {
        _realizations[(value, operand.Form)] = operand;
        _primary.TryAdd(value, operand);
    }

    /// <summary>Makes a value a view of an operand's memory in another shape: for reshapes, which move nothing.</summary>
    public void BindView(Value value, Operand source, Form form, IReadOnlyList<Dimension> physicalShape)
    {
        Bind(value, Builder.View(value, source, physicalShape, form));
    }

    /// <summary>Appends a kernel call.</summary>
    /// <param name="node">The node it is for.</param>
    /// <param name="title">What it does, for a reader.</param>
    /// <param name="kernel">Class and method in <c>QuantGen.Kernels</c>.</param>
    /// <param name="arguments">By parameter name, in the kernel's order.</param>
    public void Step(Node node, string title, string kernel, params (string Name, Argument Value)[] arguments)
    {
        Builder.Step(node.Name, title, kernel, arguments);
    }

    /// <summary>Marks a node that another node's step computes too.</summary>
    public void MarkDone(Node node)
    {
        _done.Add(node);
    }

    public bool IsDone(Node node)
    {
        return _done.Contains(node);
    }

    /// <summary>Shape arithmetic is done at build time; a result that is read as data is written from its expressions.</summary>
    private void WriteElements(Value value, IReadOnlyList<Dimension> elements)
    {
        Builder.UnchunkedSymbols.UnionWith(elements.SelectMany(element => element.Symbols));
        Builder.Step(
            value.Name,
            "Dimensions",
            $"{nameof(Kernels.DataMovement)}.{nameof(Kernels.DataMovement.Write)}",
            ("output", Define(value, Form.NativePlain)),
            ("values", elements.ToArray()));
    }

    /// <summary>Every realization of a value, the computed one first.</summary>
    public IEnumerable<Operand> Realizations(Value value)
    {
        return _primary.TryGetValue(value, out var primary)
            ? _realizations.Where(pair => pair.Key.Value == value && pair.Value != primary).Select(pair => pair.Value).Prepend(primary)
            : [];
    }
}
