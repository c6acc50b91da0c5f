using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Onnx.Proto;
using QuantGen.Compiler.Operators;
using QuantGen.Plan;

namespace QuantGen.Compiler.Onnx;

/// <summary>Turns a parsed model into a <see cref="ModelGraph"/>: names to values, nodes to operators in their newest form.</summary>
internal sealed class OnnxGraphImporter
{
    private readonly string _file;
    private readonly ModelProto _model;
    private readonly ModelGraph _graph;
    private readonly OnnxTensorReader _tensors;
    private readonly List<Diagnostic> _unsupported = [];

    /// <summary>Outputs of the model whose names go to a cast of what a node computes.</summary>
    private readonly HashSet<string> _narrowOutputs = new(StringComparer.Ordinal);

    public OnnxGraphImporter(string file, ModelProto model)
    {
        _file = file;
        _model = model;
        _tensors = new OnnxTensorReader(file);
        var opsets = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var opset in model.OpsetImport)
        {
            opsets[OnnxModelReader.IsOnnx(opset.Domain) ? "" : opset.Domain] = opset.Version;
        }

        _graph = new ModelGraph { File = file, Opsets = opsets };
    }

    /// <exception cref="CompilationException">The model is invalid, or uses operators that are not supported.</exception>
    public ModelGraph Import()
    {
        var scope = new ImportScope(null);
        var graph = _model.Graph;
        foreach (var initializer in graph.Initializer)
        {
            Define(scope, Value.FromConstant(_graph.UniqueName(initializer.Name), NarrowFloats.Widen(_tensors.Read(initializer))), initializer.Name);
        }

        // Before IR version 4 every initializer was an input too.
        var initializers = graph.Initializer.Select(initializer => initializer.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var input in graph.Input.Where(input => !initializers.Contains(input.Name)))
        {
            _graph.Inputs.Add(ImportInput(scope, input));
        }

        ModelLimits.CheckPorts(_file, _graph.Inputs.Count, graph.Output.Count);
        _narrowOutputs.UnionWith(graph.Output.Where(output => OutputType(output) is { } type && NarrowFloats.IsNarrow(type)).Select(output => output.Name));
        ImportNodes(graph, scope, _graph.Nodes);
        if (_unsupported.Count > 0)
        {
            throw new CompilationException(_unsupported);
        }

        foreach (var output in graph.Output)
        {
            var computed = scope.Find(output.Name) ?? throw Invalid(output.Name, "no node computes this output");
            _graph.Outputs.Add(NarrowFloats.Narrow(_graph, computed, output.Name, OutputType(output)));
        }

        return _graph;
    }

    private Value ImportInput(ImportScope scope, ValueInfoProto input)
    {
        if (input.Type?.ValueCase != TypeProto.ValueOneofCase.TensorType)
        {
            throw Unsupported(input.Name, $"it is no tensor but of kind {input.Type?.ValueCase}");
        }

        var tensor = input.Type.TensorType;
        if (tensor.Shape is null)
        {
            throw Invalid(input.Name, "the input has no shape, not even a rank");
        }

        var value = new Value(_graph.UniqueName(input.Name))
        {
            Type = OnnxElementTypes.Read(tensor.ElemType) ?? throw Unsupported(input.Name, $"its data type is {(TensorProto.Types.DataType)tensor.ElemType}"),
            Shape = [.. tensor.Shape.Dim.Select((dimension, axis) => ImportDimension(input.Name, axis, dimension))],
        };
        if (Shapes.IsTooLarge(value.Shape, value.Type))
        {
            throw Invalid(input.Name, $"its shape [{string.Join(", ", value.Shape)}] is too large");
        }

        Define(scope, NarrowFloats.Widen(_graph, value), input.Name);
        return value;
    }

    private static ElementType? OutputType(ValueInfoProto output)
    {
        return output.Type?.TensorType is { } tensor ? OnnxElementTypes.Read(tensor.ElemType) : null;
    }

    private Dimension ImportDimension(string input, int axis, TensorShapeProto.Types.Dimension dimension)
    {
        if (dimension.DimValue > int.MaxValue)
        {
            throw Invalid(input, $"dimension {axis} is {dimension.DimValue}, more than {int.MaxValue}");
        }

        if (dimension.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue && dimension.DimValue > 0)
        {
            return Dimension.Constant(dimension.DimValue);
        }

        // Exporters write an open dimension as a name, as nothing, as 0 or as -1.
        var name = PlanIdentifier.From(dimension.DimParam.Length > 0 ? dimension.DimParam : axis == 0 ? "N" : $"{input}_{axis}");
        return Dimension.Symbol(name);
    }

    private void ImportNodes(GraphProto graph, ImportScope scope, List<Node> nodes)
    {
        foreach (var proto in OnnxNodeOrder.Sort(graph, scope, reason => Invalid(graph.Name, reason)))
        {
            ImportNode(proto, scope, nodes);
        }
    }

    private void ImportNode(NodeProto proto, ImportScope scope, List<Node> nodes)
    {
        var name = proto.Name.Length > 0 ? proto.Name : proto.Output.FirstOrDefault(output => output.Length > 0) ?? proto.OpType;
        var domain = OnnxModelReader.IsOnnx(proto.Domain) ? "" : proto.Domain;
        var definition = OperatorRegistry.Find(domain, proto.OpType);
        if (definition is null)
        {
            var type = domain.Length == 0 ? proto.OpType : $"{domain}.{proto.OpType}";
            _unsupported.Add(DiagnosticCatalog.UnsupportedOperator(_file, type, name, ""));
            DefineOutputs(null, proto, scope);
            return;
        }

        var node = new Node(definition, _graph.UniqueNodeName(name));
        foreach (var input in proto.Input)
        {
            node.Inputs.Add(input.Length == 0 ? null : scope.Find(input) ?? throw Invalid(name, $"input '{input}' is defined nowhere"));
        }

        foreach (var attribute in proto.Attribute)
        {
            node.Attributes.Set(attribute.Name, ReadAttribute(name, attribute, scope));
        }

        DefineOutputs(node, proto, scope);
        if (node.Outputs.All(output => output is null))
        {
            throw Invalid(name, "the node has no output");
        }

        // Some operators may leave out the first output; here every node has one.
        node.Outputs[0] ??= new Value(_graph.UniqueName($"{name}_output")) { Producer = node };

        var upgrade = new UpgradeContext(node, (int)_graph.Opsets.GetValueOrDefault(domain, 1), _graph.UniqueName);
        NodeDiagnostics.Attribute(_file, node, () => definition.Upgrade(upgrade));
        nodes.Add(node);
    }

    private void DefineOutputs(Node? node, NodeProto proto, ImportScope scope)
    {
        foreach (var output in proto.Output)
        {
            var name = scope.IsOutermost && _narrowOutputs.Contains(output) ? NarrowFloats.WideName(output) : output;
            var value = output.Length == 0 ? null : new Value(_graph.UniqueName(name)) { Producer = node };
            node?.Outputs.Add(value);
            if (value is not null)
            {
                Define(scope, value, output);
            }
        }
    }

    private object ReadAttribute(string node, AttributeProto attribute, ImportScope scope)
    {
        return attribute.Type switch
        {
            AttributeProto.Types.AttributeType.Float => attribute.F,
            AttributeProto.Types.AttributeType.Int => attribute.I,
            AttributeProto.Types.AttributeType.String => attribute.S.ToStringUtf8(),
            AttributeProto.Types.AttributeType.Floats => attribute.Floats.ToArray(),
            AttributeProto.Types.AttributeType.Ints => attribute.Ints.ToArray(),
            AttributeProto.Types.AttributeType.Strings => attribute.Strings.Select(text => text.ToStringUtf8()).ToArray(),
            AttributeProto.Types.AttributeType.Tensor when attribute.T is not null => NarrowFloats.Widen(_tensors.Read(attribute.T)),
            AttributeProto.Types.AttributeType.Graph when attribute.G is not null => new Subgraph(nodes => ImportSubgraph(attribute.G, scope, nodes)),
            > AttributeProto.Types.AttributeType.Undefined
                => throw Unsupported(node, $"attribute '{attribute.Name}' is of kind {attribute.Type}"),
            _ => throw Invalid(node, $"attribute '{attribute.Name}' has no type"),
        };
    }

    private List<Value> ImportSubgraph(GraphProto graph, ImportScope outer, List<Node> nodes)
    {
        var scope = new ImportScope(outer);
        foreach (var initializer in graph.Initializer)
        {
            Define(scope, Value.FromConstant(_graph.UniqueName(initializer.Name), NarrowFloats.Widen(_tensors.Read(initializer))), initializer.Name);
        }

        var before = _unsupported.Count;
        ImportNodes(graph, scope, nodes);
        if (_unsupported.Count > before)
        {
            throw new CompilationException(_unsupported);
        }

        return [.. graph.Output.Select(output => scope.Find(output.Name) ?? throw Invalid(output.Name, "no node computes this output"))];
    }

    private void Define(ImportScope scope, Value value, string name)
    {
        if (!scope.TryDefine(name, value))
        {
            throw Invalid(name, "two tensors have this name");
        }
    }

    private CompilationException Unsupported(string tensor, string reason)
    {
        return new CompilationException(DiagnosticCatalog.UnsupportedTensor(_file, tensor, reason));
    }

    private CompilationException Invalid(string node, string reason)
    {
        return new CompilationException(DiagnosticCatalog.InvalidModel(_file, node, reason));
    }
}
