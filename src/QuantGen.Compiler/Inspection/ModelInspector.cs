using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Onnx;
using QuantGen.Compiler.Onnx.Proto;

namespace QuantGen.Compiler.Inspection;

/// <summary>Looks into an ONNX file without compiling it: also one of an opset or with operators that QuantGen does not have.</summary>
internal static class ModelInspector
{
    /// <summary>Inspects a file.</summary>
    /// <param name="path">The model.</param>
    /// <exception cref="CompilationException">The file is missing or is not ONNX.</exception>
    public static ModelInspection Inspect(string path)
    {
        var model = OnnxModelReader.ParseAny(path);
        var file = new InspectedGraph(model);
        var (kind, evidence) = KindRule.Apply(file);
        var graph = TryLoad(path, out var diagnostics);
        return new ModelInspection
        {
            File = path,
            Bytes = InputFiles.OfModel(path).Where(File.Exists).Sum(part => new FileInfo(part).Length),
            IrVersion = model.IrVersion,
            Producer = $"{model.ProducerName} {model.ProducerVersion}".Trim(),
            Opsets = Opsets(model),
            Kind = kind,
            Evidence = evidence,
            Inputs = [.. Inputs(model.Graph).Select(Port)],
            Outputs = [.. model.Graph.Output.Select(Port)],
            Parameters = file.Tensors.Sum(Elements),
            MultiplyAdds = graph is null ? null : MultiplyAdds(graph),
            Supported = graph is not null,
            Operators = Operators(file, new OperatorTreatment(file, graph)),
            Notes = [.. Notes(model, file)],
            Diagnostics = [.. diagnostics.Select(diagnostic => diagnostic.ToString())],
        };
    }

    private static ModelGraph? TryLoad(string path, out IReadOnlyList<Diagnostic> diagnostics)
    {
        try
        {
            diagnostics = [];
            return ModelCompiler.Load(path);
        }
        catch (CompilationException exception)
        {
            diagnostics = exception.Diagnostics;
            return null;
        }
    }

    private static long? MultiplyAdds(ModelGraph graph)
    {
        var counts = graph.Nodes.Select(node => Arithmetic.MultiplyAdds(node)).ToArray();
        // Where 1 is too short for a window, the formula says so by its sign.
        return counts.Any(count => count < 0) ? null : counts.Sum();
    }

    private static SortedDictionary<string, long> Opsets(ModelProto model)
    {
        var opsets = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var opset in model.OpsetImport)
        {
            opsets[OnnxModelReader.IsOnnx(opset.Domain) ? "ai.onnx" : opset.Domain] = opset.Version;
        }

        return opsets;
    }

    private static InspectedOperator[] Operators(InspectedGraph file, OperatorTreatment treatment)
    {
        return
        [
            .. file.Nodes
                .GroupBy(node => (node.Domain, node.Type))
                .Select(group => treatment.Count(group.Key.Domain, group.Key.Type, [.. group]))
                .OrderByDescending(row => row.Count)
                .ThenBy(row => row.Type, StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<string> Notes(ModelProto model, InspectedGraph file)
    {
        var dynamic = file.Nodes.Count(node => node.Type is "DynamicQuantizeLinear" or "DynamicQuantizeMatMul" or "DynamicQuantizeLSTM");
        if (dynamic > 0 && Inputs(model.Graph).Any(HasBatch))
        {
            yield return $"Batch-dependent: {dynamic} nodes find one scale for a whole tensor while the model runs, so the result for a sample "
                + "depends on what else is in its batch. Run samples one by one, or quantize with a scale per row.";
        }
    }

    /// <summary>Whether more than one sample may go in at once.</summary>
    private static bool HasBatch(ValueInfoProto input)
    {
        return input.Type?.TensorType?.Shape?.Dim.FirstOrDefault() is { } batch && batch.DimValue != 1;
    }

    /// <summary>Old files list initializers among the inputs.</summary>
    private static IEnumerable<ValueInfoProto> Inputs(GraphProto graph)
    {
        var initializers = graph.Initializer.Select(initializer => initializer.Name).ToHashSet(StringComparer.Ordinal);
        return graph.Input.Where(input => !initializers.Contains(input.Name));
    }

    private static InspectedPort Port(ValueInfoProto port)
    {
        return port.Type?.TensorType is { } tensor
            ? new InspectedPort(port.Name, TypeName(tensor.ElemType), tensor.Shape?.Dim.Select(Dimension).ToArray())
            : new InspectedPort(port.Name, port.Type?.ValueCase.ToString() ?? "?", null);
    }

    private static string TypeName(int type)
    {
        var name = ((TensorProto.Types.DataType)type).ToString().ToLowerInvariant();
        return name switch
        {
            "float" => "float32",
            "double" => "float64",
            _ => name,
        };
    }

    private static string Dimension(TensorShapeProto.Types.Dimension dimension)
    {
        // Exporters write an open dimension as a name, as nothing, as 0 or as -1.
        return dimension.DimParam.Length > 0 ? dimension.DimParam : dimension.DimValue > 0 ? dimension.DimValue.ToString() : "?";
    }

    private static long Elements(TensorProto tensor)
    {
        return tensor.Dims.Aggregate(1L, (product, dimension) => unchecked(product * dimension));
    }
}
