using System.Globalization;
using QuantGen.Compiler.Inspection;
using QuantGen.Tool.CommandLine;

namespace QuantGen.Tool.Commands;

/// <summary>What <c>quantgen inspect</c> prints for a person.</summary>
internal static class InspectionPage
{
    /// <summary>The columns after an operator's name and count; one that no operator needs is left out.</summary>
    private static readonly (string Heading, Func<InspectedOperator, int> Count)[] Treatments =
    [
        ("int8", row => row.Int8),
        ("table", row => row.Table),
        ("float", row => row.Float),
        ("folded away", row => row.Folded),
        ("unsupported", row => row.Unsupported),
        ("undecided", row => row.Undecided),
    ];

    public static void Print(ModelInspection inspection, TextWriter writer)
    {
        writer.WriteLine($"{inspection.File}: {Name(inspection.Kind)}");
        foreach (var line in inspection.Evidence)
        {
            writer.WriteLine($"  {line}");
        }

        writer.WriteLine();
        PrintFacts(inspection, writer);
        writer.WriteLine();
        PrintOperators(inspection.Operators, writer);
        foreach (var note in inspection.Notes)
        {
            writer.WriteLine();
            writer.WriteLine(note);
        }

        if (!inspection.Supported)
        {
            writer.WriteLine();
            writer.WriteLine("QuantGen cannot read the model:");
            inspection.Diagnostics.ToList().ForEach(writer.WriteLine);
        }
    }

    private static void PrintFacts(ModelInspection inspection, TextWriter writer)
    {
        var facts = new List<(string Name, string Value)>
        {
            ("opset", string.Join(", ", inspection.Opsets.Select(opset => $"{opset.Key} {opset.Value}"))),
            ("written by", $"{(inspection.Producer.Length == 0 ? "?" : inspection.Producer)}, format {inspection.IrVersion}"),
        };
        facts.AddRange(inspection.Inputs.Select(port => ("input", Text(port))));
        facts.AddRange(inspection.Outputs.Select(port => ("output", Text(port))));
        facts.Add(("parameters", Number(inspection.Parameters)));
        facts.Add(("bytes", $"{Number(inspection.Bytes)} ({Bytes.Text(inspection.Bytes)})"));
        facts.Add(("multiply-adds", inspection.MultiplyAdds is { } count ? $"{Number(count)}, open dimensions counted as 1" : "?"));
        var width = facts.Max(fact => fact.Name.Length);
        foreach (var (name, value) in facts)
        {
            writer.WriteLine($"  {name.PadRight(width)}  {value}");
        }
    }

    private static void PrintOperators(IReadOnlyList<InspectedOperator> operators, TextWriter writer)
    {
        var columns = Treatments.Where(column => operators.Any(row => column.Count(row) > 0)).ToArray();
        var table = new TextTable(["operator", ">nodes", .. columns.Select(column => ">" + column.Heading)]);
        foreach (var row in operators)
        {
            var counts = columns.Select(column => column.Count(row)).Select(count => count == 0 ? "" : Number(count));
            table.Add([row.Domain.Length == 0 ? row.Type : $"{row.Domain}.{row.Type}", Number(row.Count), .. counts]);
        }

        table.Write(writer);
    }

    private static string Name(QuantizationKind kind)
    {
        return kind switch
        {
            QuantizationKind.Float => "float",
            QuantizationKind.StaticQdq => "static, QDQ",
            QuantizationKind.StaticQOperator => "static, QOperator",
            QuantizationKind.Dynamic => "dynamic",
            QuantizationKind.WeightOnly => "weight-only",
            _ => "mixed",
        };
    }

    private static string Text(InspectedPort port)
    {
        return $"{port.Name}: {port.Type}{(port.Shape is null ? " of any shape" : $"[{string.Join(", ", port.Shape)}]")}";
    }

    private static string Number(long value)
    {
        return value.ToString("N0", CultureInfo.InvariantCulture);
    }
}
