using System.Collections.Generic;
using System.Linq;
using QuantGen.Plan;

namespace QuantGen.Generators.Emission;

/// <summary>
/// Writes what a class tells about its inputs and outputs: lengths, shapes, and the lists of <c>IQuantizedModel</c>.
/// </summary>
internal static class PortEmitter
{
    public static void Constants(SourceWriter writer, ModelLayout layout)
    {
        foreach (var port in layout.Ports)
        {
            Length(writer, layout, port);
            writer.Separate();
            var isOpen = port.Plan.Shape.Any(size => !size.IsConstant);
            var open = isOpen ? ": -1 stands for what the caller chooses" : "";
            writer.Doc("summary", $"The shape of {Reference(port)}, {DocText.Shape(port.Plan.Shape)}{open}.");
            writer.Line($"public static ReadOnlySpan<int> {port.Member}Shape => [{string.Join(", ", OpenShape(port))}];");
        }
    }

    /// <summary>The lists behind <see cref="Properties"/>, in a class of their own: few programs ask for them, and none should make them when it starts.</summary>
    public static void Lists(SourceWriter writer, ModelLayout layout)
    {
        writer.Separate();
        using (writer.Block("private static class Ports"))
        {
            List(writer, "Inputs", layout.Inputs);
            List(writer, "Outputs", layout.Outputs);
        }
    }

    public static void Properties(SourceWriter writer)
    {
        foreach (var name in new[] { "Inputs", "Outputs" })
        {
            writer.Separate();
            writer.Line("/// <inheritdoc/>");
            writer.Line($"public IReadOnlyList<TensorInfo> {name} => Ports.{name};");
        }
    }

    /// <summary>The port by its ONNX name, for comments.</summary>
    public static string Reference(PortLayout port)
    {
        return $"the model's {(port.IsInput ? "input" : "output")} <c>{CSharpText.Comment(port.Plan.OnnxName)}</c>";
    }

    private static void Length(SourceWriter writer, ModelLayout layout, PortLayout port)
    {
        if (port.LengthConstant is not { } constant)
        {
            return;
        }

        writer.Separate();
        var rows = layout.Chunk is null ? "" : $" for one row of <c>{layout.Chunk.Name}</c>";
        var sizes = port.Plan.Shape.Skip(layout.Chunk is null ? 0 : 1).Select(DocText.Dimension).ToList();
        writer.Doc("summary", $"Elements of {Reference(port)}{rows}{(sizes.Count > 1 ? ": " + string.Join(" x ", sizes) : "")}.");
        writer.Line($"public const int {constant} = {PlanNumber.Format(port.RowLength.Value!.Value)};");
    }

    private static IEnumerable<string> OpenShape(PortLayout port)
    {
        return port.Plan.Shape.Select(size => size.Value is { } value ? PlanNumber.Format(value) : "-1");
    }

    private static void List(SourceWriter writer, string name, IReadOnlyList<PortLayout> ports)
    {
        var items = ports.Select(port => SourceWriter.Creation("", "TensorInfo", Info(port))).ToList();
        writer.Separate();
        writer.Line($"internal static readonly IReadOnlyList<TensorInfo> {name} =");
        writer.List(items);
    }

    private static IReadOnlyList<string> Info(PortLayout port)
    {
        var dimensions = port.Plan.Shape.Select(size => CSharpText.String(size.ToString()));
        return
        [
            CSharpText.String(port.Plan.OnnxName),
            $"typeof({port.Type})",
            $"[{string.Join(", ", OpenShape(port))}]",
            $"[{string.Join(", ", dimensions)}]",
        ];
    }
}
