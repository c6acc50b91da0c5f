using System.Collections.Generic;
using System.Linq;
using QuantGen.Plan;

namespace QuantGen.Generators.Emission;

/// <summary>
/// Writes the <c>Run</c> methods: over spans, over tensors, and by name. All checks come before the first write.
/// </summary>
internal static class RunEmitter
{
    private const string NotBuilt =
        "throw new InvalidOperationException(\"The model has not been built yet: build the project once.\");";

    public static void Emit(SourceWriter writer, ModelLayout layout)
    {
        var fromLengths = SymbolSolver.FromLengths(layout);
        var fromDimensions = SymbolSolver.FromDimensions(layout);
        Spans(writer, layout, fromLengths);
        Tensors(writer, layout, fromLengths, fromDimensions);
        ByName(writer, layout, fromLengths, fromDimensions);
        if (!layout.Plan.IsHeaderOnly)
        {
            Steps(writer, layout);
        }
    }

    /// <summary>The parameters and arguments of the ports' spans and of all symbols, as <c>RunSteps</c> takes them.</summary>
    private static IEnumerable<string> SymbolParameters(ModelLayout layout, IEnumerable<string> symbols)
    {
        return symbols.Select(symbol => "int " + layout.Variable(symbol));
    }

    private static IEnumerable<string> OpenSymbols(IEnumerable<SymbolSource> sources)
    {
        return sources.Where(source => source.Input is null).Select(source => source.Symbol);
    }

    private static void Spans(SourceWriter writer, ModelLayout layout, IReadOnlyList<SymbolSource> sources)
    {
        Documentation(writer, layout, sources, "row-major");
        var spans = layout.Ports.Select(port => $"{port.SpanType} {port.Variable}");
        writer.Call("public void Run", [.. spans, .. SymbolParameters(layout, OpenSymbols(sources))], suffix: "");
        using (writer.Body())
        {
            if (layout.Plan.IsHeaderOnly)
            {
                writer.Line(NotBuilt);
                return;
            }

            foreach (var source in sources)
            {
                Solve(writer, layout, source);
            }

            Lengths(writer, layout, sources);
            Overlaps(writer, layout);
            writer.Line();
            Execute(writer, layout);
        }
    }

    private static void Solve(SourceWriter writer, ModelLayout layout, SymbolSource source)
    {
        var variable = layout.Variable(source.Symbol);
        if (source.Input is not { } input)
        {
            writer.Line($"ArgumentOutOfRangeException.ThrowIfNegativeOrZero({variable});");
            return;
        }

        var size = $"{input.Variable}.Length";
        var slope = source.Slope.Equals(input.RowLength) && input.LengthConstant is { } constant
            ? constant
            : layout.Long(source.Slope);
        writer.Line(source.Symbol == layout.Chunk?.Name
            ? $"var {variable} = ModelPorts.Rows({size}, {slope}, nameof({input.Variable}));"
            : $"var {variable} = ModelPorts.Solve({size}, {slope}, {layout.Long(source.Rest)}, nameof({input.Variable}));");
    }

    private static void Lengths(SourceWriter writer, ModelLayout layout, IReadOnlyList<SymbolSource> sources)
    {
        foreach (var port in layout.Ports.Where(port => sources.All(source => source.Input != port)))
        {
            var expected = port.LengthConstant is not { } constant ? layout.Long(port.Length)
                : layout.Chunk is null ? constant
                : $"(long){layout.Variable(layout.Chunk.Name)} * {constant}";
            writer.Line($"ModelPorts.CheckLength({port.Variable}.Length, {expected}, nameof({port.Variable}));");
        }
    }

    private static void Overlaps(SourceWriter writer, ModelLayout layout)
    {
        var ports = layout.Ports.ToList();
        for (var second = layout.Inputs.Count; second < ports.Count; second++)
        {
            for (var first = 0; first < second; first++)
            {
                var (input, output) = (ports[first].Variable, ports[second].Variable);
                // Before C# 14, types are not inferred through the conversion of an output to a read-only span.
                var types = ports[first].IsInput ? "" : $"<{ports[first].Type}, {ports[second].Type}>";
                writer.Line($"ModelPorts.CheckSeparate{types}({input}, {output}, nameof({input}), nameof({output}));");
            }
        }
    }

    private static void Execute(SourceWriter writer, ModelLayout layout)
    {
        writer.Line("_arena.Enter();");
        using (writer.Block("try"))
        {
            if (!layout.Plan.ArenaBytes.IsConstant)
            {
                writer.Line($"_arena.Reserve({layout.Long(layout.Plan.ArenaBytes)});");
            }

            var symbols = layout.Plan.Symbols.Select(symbol => symbol.Name).ToList();
            if (layout.Chunk is null)
            {
                writer.Call("RunSteps", [.. layout.Ports.Select(port => port.Variable), .. symbols.Select(layout.Variable)]);
            }
            else
            {
                Chunks(writer, layout, layout.Chunk.Name, symbols);
            }
        }

        using (writer.Block("finally"))
        {
            writer.Line("_arena.Exit();");
        }
    }

    private static void Chunks(SourceWriter writer, ModelLayout layout, string chunk, IReadOnlyList<string> symbols)
    {
        var count = layout.Variable(chunk);
        using (writer.Block($"for (var start = 0; start < {count}; start += ChunkRows)"))
        {
            writer.Line($"var rows = Math.Min(ChunkRows, {count} - start);");
            var slices = layout.Ports.Select(port =>
            {
                var row = port.LengthConstant ?? Parenthesize(layout.Int(port.RowLength));
                return $"{port.Variable}.Slice(start * {row}, rows * {row})";
            });
            writer.Call("RunSteps", [.. slices, .. symbols.Select(symbol => symbol == chunk ? "rows" : layout.Variable(symbol))]);
        }
    }

    private static void Tensors(
        SourceWriter writer,
        ModelLayout layout,
        IReadOnlyList<SymbolSource> fromLengths,
        IReadOnlyList<SymbolSource> fromDimensions)
    {
        Documentation(writer, layout, fromDimensions, "dense");
        var tensors = layout.Ports.Select(port => $"in {port.TensorType} {port.Variable}");
        writer.Call("public void Run", [.. tensors, .. SymbolParameters(layout, OpenSymbols(fromDimensions))], suffix: "");
        using (writer.Body())
        {
            if (layout.Plan.IsHeaderOnly)
            {
                writer.Line(NotBuilt);
                return;
            }

            foreach (var source in fromDimensions.Where(source => source.Input is not null))
            {
                var variable = source.Input!.Variable;
                var size = $"ModelPorts.Size({variable}, {PlanNumber.Format(source.Axis)}, nameof({variable}))";
                FromSize(writer, layout, source, size, variable);
            }

            var spans = layout.Ports.Select(port =>
            {
                var shape = string.Join(", ", port.Plan.Shape.Select(layout.Int));
                return $"ModelPorts.Elements({port.Variable}, [{shape}], nameof({port.Variable}))";
            });
            writer.Call("Run", [.. spans, .. OpenSymbols(fromLengths).Select(layout.Variable)]);
        }
    }

    private static void ByName(
        SourceWriter writer,
        ModelLayout layout,
        IReadOnlyList<SymbolSource> fromLengths,
        IReadOnlyList<SymbolSource> fromDimensions)
    {
        writer.Separate();
        using (writer.Block("void IQuantizedModel.Run(IReadOnlyDictionary<string, Array> tensors)"))
        {
            if (layout.Plan.IsHeaderOnly)
            {
                writer.Line(NotBuilt);
                return;
            }

            var open = OpenSymbols(fromLengths).ToList();
            if (OpenSymbols(fromDimensions).FirstOrDefault() is { } unknown)
            {
                var message = $"The inputs do not tell the dimension {unknown}: call the typed Run, which takes it.";
                writer.Line($"throw new NotSupportedException(\"{message}\");");
                return;
            }

            foreach (var source in fromDimensions.Where(source => NeededFor(open, fromDimensions).Contains(source.Symbol)))
            {
                var (name, rank) = (CSharpText.String(source.Input!.Plan.OnnxName), source.Input.Plan.Shape.Count);
                var size = $"ModelPorts.Size(tensors, {name}, {PlanNumber.Format(source.Axis)}, {PlanNumber.Format(rank)})";
                FromSize(writer, layout, source, size, "tensors");
            }

            var spans = layout.Ports.Select(port =>
                $"ModelPorts.Elements<{port.Type}>(tensors, {CSharpText.String(port.Plan.OnnxName)})");
            writer.Call("Run", [.. spans, .. open.Select(layout.Variable)]);
        }
    }

    /// <summary>The symbols and those that their values are computed from.</summary>
    private static HashSet<string> NeededFor(IEnumerable<string> symbols, IReadOnlyList<SymbolSource> sources)
    {
        var needed = new HashSet<string>(symbols);
        foreach (var source in sources.Reverse().Where(source => needed.Contains(source.Symbol)).ToList())
        {
            needed.UnionWith(source.Slope.Symbols.Concat(source.Rest.Symbols));
        }

        return needed;
    }

    private static void FromSize(SourceWriter writer, ModelLayout layout, SymbolSource source, string size, string parameter)
    {
        var isPlain = source.Slope.Equals(Dimension.One) && source.Rest.Equals(Dimension.Zero);
        var value = isPlain
            ? size
            : $"ModelPorts.Solve({size}, {layout.Long(source.Slope)}, {layout.Long(source.Rest)}, nameof({parameter}))";
        writer.Line($"var {layout.Variable(source.Symbol)} = {value};");
    }

    private static void Steps(SourceWriter writer, ModelLayout layout)
    {
        writer.Separate();
        var spans = layout.Ports.Select(port => $"{port.SpanType} {port.Variable}");
        var symbols = SymbolParameters(layout, layout.Plan.Symbols.Select(symbol => symbol.Name));
        writer.Call("private void RunSteps", [.. spans, .. symbols], suffix: "");
        using (writer.Body())
        {
            foreach (var step in layout.Steps)
            {
                writer.Call(step.Method, StepEmitter.Arguments(layout, step.Plan));
            }
        }
    }

    private static void Documentation(SourceWriter writer, ModelLayout layout, IReadOnlyList<SymbolSource> sources, string form)
    {
        writer.Separate();
        var batch = layout.Chunk is null ? "" : $", for any number of rows <c>{layout.Chunk.Name}</c>";
        var until = layout.Plan.ArenaBytes.IsConstant ? "" : " once it has seen the largest sizes";
        writer.Doc("summary", $"Runs the model{batch}. Allocates nothing{until}.");
        foreach (var port in layout.Ports)
        {
            var name = $"{(port.IsInput ? "input" : "output")} <c>{CSharpText.Comment(port.Plan.OnnxName)}</c>";
            var type = PlanElementTypes.Name(port.Plan.Type);
            writer.Doc("param", $"The {name}: {type} {DocText.Shape(port.Plan.Shape)}, {form}.{Saturation(layout, port)}", Name(port.Variable));
        }

        foreach (var symbol in OpenSymbols(sources))
        {
            writer.Doc("param", $"The dimension <c>{symbol}</c>, at least 1.", Name(layout.Variable(symbol)));
        }

        writer.Doc(
            "exception", "A size does not fit, or an output overlaps another tensor. Nothing was written.", "cref=\"ArgumentException\"");
        writer.Doc("exception", "Another thread is running this instance.", "cref=\"InvalidOperationException\"");
        writer.Doc("exception", "The model was disposed.", "cref=\"ObjectDisposedException\"");
    }

    /// <summary>What 8 bits hold of an input: data in other units would saturate and give nonsense.</summary>
    private static string Saturation(ModelLayout layout, PortLayout port)
    {
        var tensor = layout.Plan.Tensors.FirstOrDefault(tensor => tensor.OnnxName == port.Plan.OnnxName);
        return port.IsInput && port.Plan.Type == PlanElementType.Float32 && tensor is not null && DocText.Range(tensor) is { } range
            ? $" Its 8 bits cover {range}; what lies outside counts as the nearer bound."
            : "";
    }

    private static string Name(string variable)
    {
        return $"name=\"{variable.TrimStart('@')}\"";
    }

    private static string Parenthesize(string expression)
    {
        return expression.Contains(' ') ? "(" + expression + ")" : expression;
    }
}
