using System.Security.Cryptography;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Quantization;
using QuantGen.Plan;

namespace QuantGen.Compiler.Lowering;

/// <summary>Collects ports, constants, tensors and steps, and gives each a name.</summary>
internal sealed class PlanBuilder
{
    private readonly Dictionary<Value, Operand> _inputs = [];
    private readonly Dictionary<Value, Operand> _outputs = [];
    private readonly Dictionary<string, Operand> _constantsByContent = new(StringComparer.Ordinal);
    private readonly UniqueNames _names = new();
    private readonly UniqueNames _stepNames = new();
    private readonly UniqueNames _scaleNames = new();

    private long _weightBytes;

    public PlanBuilder(ModelGraph graph)
    {
        Inputs = [.. graph.Inputs.Select(value => AddPort(_inputs, value))];
        Outputs = [.. graph.Outputs.Distinct().Select(value => AddPort(_outputs, value))];
    }

    public IReadOnlyList<PlanPort> Inputs { get; }

    public IReadOnlyList<PlanPort> Outputs { get; }

    public List<PlanConstant> Constants { get; } = [];

    public List<Operand> Tensors { get; } = [];

    public List<PlanScale> Scales { get; } = [];

    public List<LoweredStep> Steps { get; } = [];

    /// <summary>
    /// Symbols whose axis cannot be worked through in chunks: those whose value is written into a tensor, and those of a tensor that has one scale
    /// found while running.
    /// </summary>
    public HashSet<string> UnchunkedSymbols { get; } = new(StringComparer.Ordinal);

    /// <summary>The bias of every integer product.</summary>
    public Dictionary<Node, PlanConstant> Biases { get; } = [];

    /// <summary>The contents of the weights file, in the order of the constants that lie there.</summary>
    public List<byte[]> Weights { get; } = [];

    /// <summary>The caller's own span of a model input.</summary>
    public Operand Input(Value value)
    {
        return _inputs[value];
    }

    /// <summary>The caller's own span of a model output: another than the input's where a model hands one through.</summary>
    public Operand Output(Value value)
    {
        return _outputs[value];
    }

    /// <summary>A tensor in the arena.</summary>
    public Operand Tensor(
        string wish, ElementType type, IReadOnlyList<Dimension> shape, Form form, Value? value = null, QuantizationParameters? quantization = null)
    {
        var bytes = shape.Aggregate((Dimension)type.Size(), (product, dimension) => product * dimension);
        var operand = new Operand(Identifier(wish), type, shape, form, new ArenaBuffer(bytes)) { Value = value, Quantization = quantization };
        Tensors.Add(operand);
        return operand;
    }

    /// <summary>Another shape over an operand's memory.</summary>
    public Operand View(Value value, Operand source, IReadOnlyList<Dimension> shape, Form form)
    {
        if (source.Buffer is null)
        {
            // A port or a constant: spans carry no shape, so the same name serves.
            return source with { Shape = shape, Form = form, Value = value };
        }

        var operand = source with { Name = Identifier(value.Name), Shape = shape, Form = form, Value = value };
        Tensors.Add(operand);
        return operand;
    }

    /// <summary>A constant in the weights file; equal contents are stored once.</summary>
    public Operand Constant(string wish, TensorData data)
    {
        var key = $"{data.Type} {string.Join(',', data.Dimensions)} {Convert.ToHexString(SHA256.HashData(data.Bytes))}";
        if (!_constantsByContent.TryGetValue(key, out var operand))
        {
            _constantsByContent.Add(key, operand = StoreConstant(wish, data));
        }

        return operand;
    }

    /// <summary>The same for a constant of its own, which <see cref="Execution.ModelRunner"/> may change.</summary>
    public Operand BiasConstant(Node node, TensorData data)
    {
        var operand = StoreConstant($"{node.Name}_bias", data);
        Biases[node] = Constants[^1];
        return operand;
    }

    /// <summary>A constant printed in the generated code: scales, multipliers, lookup tables.</summary>
    public Operand Table(string wish, TensorData data)
    {
        var operand = NewConstant(wish, data);
        var values = data.Type.IsFloat() ? data.ToFloat32().Select(value => (double)value) : data.ToInt64().Select(value => (double)value);
        Constants.Add(new PlanConstant(operand.Name, data.Type, [.. data.Dimensions], null, [.. values]));
        return operand;
    }

    /// <summary>Records a weight's scales for the reader of the generated code.</summary>
    public void Scale(string wish, string onnxName, int axis, IReadOnlyList<float> values)
    {
        Scales.Add(new PlanScale(_scaleNames.Take(PlanIdentifier.From(wish)), onnxName, axis, values));
    }

    /// <summary>Appends a kernel call.</summary>
    /// <exception cref="UnsupportedNodeException">The kernel does not take the element types of its arguments.</exception>
    public void Step(string wish, string title, string kernel, params (string Name, Argument Value)[] arguments)
    {
        var operands = arguments.SelectMany(argument => argument.Value.Operands).ToArray();
        var plan = new PlanStep(
            _stepNames.Take(PlanIdentifier.From(wish)),
            title,
            kernel,
            [.. arguments.Select(argument => new PlanArgument(argument.Name, argument.Value.Value))]);
        var types = operands.DistinctBy(operand => operand.Name).ToDictionary(operand => operand.Name, operand => operand.Type, StringComparer.Ordinal);
        if (KernelMethods.Find(plan, types) is null)
        {
            var names = operands.Select(operand => PlanElementTypes.Name(operand.Type)).Distinct();
            throw new UnsupportedNodeException($"kernel '{kernel}' takes other element types than {string.Join(", ", names)}");
        }

        Steps.Add(new LoweredStep(plan, operands));
    }

    private Operand StoreConstant(string wish, TensorData data)
    {
        var operand = NewConstant(wish, data);
        Constants.Add(new PlanConstant(operand.Name, data.Type, [.. data.Dimensions], _weightBytes, null));
        Weights.Add(WeightsFile.Pad(data.Bytes));
        _weightBytes += Weights[^1].Length;
        return operand;
    }

    private PlanPort AddPort(Dictionary<Value, Operand> ports, Value value)
    {
        var operand = new Operand(Identifier(value.Name), value.Type, value.Dimensions, Form.NativePlain, null) { Value = value };
        ports[value] = operand;
        return new PlanPort(operand.Name, value.Name, value.Type, value.Dimensions);
    }

    private Operand NewConstant(string wish, TensorData data)
    {
        return new Operand(Identifier(wish), data.Type, [.. data.Dimensions.Select(dimension => Dimension.Constant(dimension))], Form.NativePlain, null);
    }

    private string Identifier(string wish)
    {
        return _names.Take(PlanIdentifier.From(wish));
    }
}

/// <summary>A step and the tensors it touches.</summary>
internal sealed record LoweredStep(PlanStep Plan, IReadOnlyList<Operand> Operands);
