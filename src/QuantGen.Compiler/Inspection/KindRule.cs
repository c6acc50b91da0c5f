using QuantGen.Compiler.Onnx.Proto;

namespace QuantGen.Compiler.Inspection;

/// <summary>Tells how a model is quantized, and by which nodes (docs/quantgen.md, "By which nodes one can tell").</summary>
internal sealed class KindRule
{
    /// <summary>Operators that multiply with weights.</summary>
    private static readonly HashSet<string> Products = ["Conv", "ConvTranspose", "Gemm", "MatMul", "LSTM", "GRU", "RNN", "Einsum"];

    /// <summary>Operators that leave numbers what they are, or clamp them: a quantized tensor may pass them on its way to a product.</summary>
    private static readonly HashSet<string> Movers =
    [
        "Cast", "Clip", "Concat", "Flatten", "Gather", "Identity", "MaxPool", "Pad", "Relu", "Reshape", "Slice", "Split", "Squeeze", "Transpose", "Unsqueeze",
    ];

    private readonly InspectedGraph _graph;
    private readonly List<string> _evidence = [];
    private readonly HashSet<QuantizationKind> _kinds = [];

    private KindRule(InspectedGraph graph)
    {
        _graph = graph;
    }

    /// <summary>The kind, and the nodes that show it in words.</summary>
    public static (QuantizationKind Kind, IReadOnlyList<string> Evidence) Apply(InspectedGraph graph)
    {
        var rule = new KindRule(graph);
        rule.FindDynamic();
        rule.FindStatic();
        rule.FindWeightOnly();
        var kind = rule._kinds.Count switch
        {
            0 => QuantizationKind.Float,
            1 => rule._kinds.Single(),
            _ => QuantizationKind.Mixed,
        };
        return (kind, rule._evidence);
    }

    private void FindDynamic()
    {
        Show(QuantizationKind.Dynamic, _graph.Nodes.Where(QuantizedOperators.IsDynamic), "find scales while the model runs");
        Show(
            QuantizationKind.Dynamic,
            _graph.Nodes.Where(node => QuantizedOperators.IsQuantize(node) && IsActivation(node) && !HasFixedScale(node)),
            "with a scale that the model computes");
    }

    private void FindStatic()
    {
        var integer = _graph.Nodes.Where(QuantizedOperators.IsQOperator);
        if (!_kinds.Contains(QuantizationKind.Dynamic))
        {
            // With fixed scales around them, these are one more way to write QLinearConv.
            integer = integer.Concat(_graph.Nodes.Where(QuantizedOperators.IsIntegerProduct));
        }

        Show(QuantizationKind.StaticQOperator, integer, "compute in integers with fixed scales");
        if (_kinds.Contains(QuantizationKind.StaticQOperator))
        {
            // Such a model also quantizes at its edges and around what stays in float: only a product between says QDQ.
            Show(QuantizationKind.StaticQdq, _graph.Nodes.Where(HasDequantizedActivation), "between DequantizeLinear and QuantizeLinear");
            return;
        }

        var pairs = _graph.Nodes.Where(node => QuantizedOperators.IsQuantize(node) || QuantizedOperators.IsDequantize(node));
        Show(QuantizationKind.StaticQdq, pairs.Where(node => IsActivation(node) && HasFixedScale(node)), "with fixed scales on activations");
    }

    private void FindWeightOnly()
    {
        Show(QuantizationKind.WeightOnly, _graph.Nodes.Where(QuantizedOperators.IsWeightOnly), "read weights of few bits");
        var products = _graph.Nodes.Where(node => Products.Contains(node.Type) && !HasDequantizedActivation(node) && node.Inputs.Any(IsDequantizedWeight));
        Show(QuantizationKind.WeightOnly, products, "multiply float activations with dequantized weights");
        if (_kinds.Count == 0)
        {
            // Tables that are only looked up are stored in 8 bits by every kind.
            var tables = _graph.Nodes.Where(node => QuantizedOperators.IsDequantize(node) && !IsActivation(node) && !IsBias(node));
            Show(QuantizationKind.WeightOnly, tables, "on weights");
        }
    }

    /// <summary>Notes a kind when there are nodes that show it.</summary>
    private void Show(QuantizationKind kind, IEnumerable<InspectedNode> nodes, string what)
    {
        var counts = nodes.GroupBy(node => node.Type).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal);
        var text = string.Join(", ", counts.Select(group => $"{group.Count()} {group.Key}"));
        if (text.Length > 0)
        {
            _kinds.Add(kind);
            _evidence.Add($"{text} {what}");
        }
    }

    /// <summary>Whether a QuantizeLinear or DequantizeLinear works on what depends on the model's input, and is not a row of a stored table.</summary>
    private bool IsActivation(InspectedNode node)
    {
        return !_graph.IsConstant(node.Input(0)) && !IsLookedUp(node.Input(0));
    }

    private bool IsLookedUp(string tensor)
    {
        return _graph.Producer(tensor) is { Type: "Gather" } gather && _graph.IsConstant(gather.Input(0));
    }

    private bool HasFixedScale(InspectedNode node)
    {
        return _graph.IsConstant(node.Input(1));
    }

    private bool HasDequantizedActivation(InspectedNode node)
    {
        return Products.Contains(node.Type)
            && node.Inputs.Any(input => Origin(input) is { } origin && QuantizedOperators.IsDequantize(origin) && IsActivation(origin));
    }

    /// <summary>Whether a tensor is a constant stored in fewer than 32 bits.</summary>
    private bool IsDequantizedWeight(string tensor)
    {
        return Origin(tensor) switch
        {
            { Type: "Cast" } cast => _graph.ConstantType(cast.Input(0)) is { } type && IsHalf(type),
            { } origin when QuantizedOperators.IsDequantize(origin) && !IsActivation(origin) => !IsBias(origin),
            _ => false,
        };
    }

    /// <summary>A bias is int32 in models of every kind.</summary>
    private bool IsBias(InspectedNode dequantize)
    {
        return _graph.ConstantType(dequantize.Input(0)) == (int)TensorProto.Types.DataType.Int32;
    }

    private static bool IsHalf(int type)
    {
        return type is (int)TensorProto.Types.DataType.Float16 or (int)TensorProto.Types.DataType.Bfloat16;
    }

    /// <summary>The node that computes a tensor, before what only moved its elements.</summary>
    private InspectedNode? Origin(string tensor)
    {
        var node = _graph.Producer(tensor);
        for (var steps = 0; steps < _graph.Nodes.Count && node is not null && IsMover(node); steps++)
        {
            node = _graph.Producer(node.Input(0));
        }

        return node;
    }

    private bool IsMover(InspectedNode node)
    {
        // A cast of a constant is what float16 weights come through.
        return Movers.Contains(node.Type) && !(node.Type == "Cast" && _graph.ConstantType(node.Input(0)) is not null);
    }
}
