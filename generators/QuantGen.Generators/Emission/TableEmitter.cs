using System.Linq;
using QuantGen.Plan;

namespace QuantGen.Generators.Emission;

/// <summary>Writes the numbers: the scales, for people, and the tables that steps read.</summary>
internal static class TableEmitter
{
    public static void Scales(SourceWriter writer, PlanDocument plan)
    {
        if (plan.IsHeaderOnly)
        {
            return;
        }

        var names = new NameScope(["Scales", "Equals", "ReferenceEquals", "ReadOnlySpan"]);
        writer.Separate();
        writer.Doc(
            "summary", "The scales and zero points that calibration chose: a value is <c>(quantized - zero point) * scale</c>.");
        using (writer.Block("public static class Scales"))
        {
            foreach (var tensor in plan.Tensors.Where(tensor => tensor.Scale is not null))
            {
                var name = names.Take(CSharpText.Pascal(tensor.Name), "", "ZeroPoint");
                var onnxName = CSharpText.Comment(tensor.OnnxName);
                writer.Separate();
                var range = DocText.Range(tensor) is { } covered ? $": it holds {covered}" : "";
                writer.Doc("summary", $"Scale of <c>{onnxName}</c>, {PlanElementTypes.Name(tensor.Type)} {DocText.Shape(tensor.Shape)}{range}.");
                writer.Line($"public const float {CSharpText.Identifier(name)} = {CSharpText.Float(tensor.Scale!.Value)};");
                writer.Line();
                writer.Doc("summary", $"Zero point of <c>{onnxName}</c>.");
                writer.Line($"public const int {name}ZeroPoint = {PlanNumber.Format(tensor.ZeroPoint ?? 0)};");
            }

            foreach (var scale in plan.Scales)
            {
                var axis = scale.Axis < 0 ? "of the whole tensor" : $"per index of axis {PlanNumber.Format(scale.Axis)}";
                writer.Separate();
                writer.Doc("summary", $"Scales of the weights <c>{CSharpText.Comment(scale.OnnxName)}</c>, {axis}.");
                var name = CSharpText.Identifier(names.Take(CSharpText.Pascal(scale.Name)));
                writer.Table($"public static ReadOnlySpan<float> {name} => ", scale.Values.Select(CSharpText.Float).ToList());
            }
        }
    }

    public static void Tables(SourceWriter writer, ModelLayout layout)
    {
        var tables = layout.Plan.Constants.Where(constant => constant.Table is not null).ToList();
        if (tables.Count == 0)
        {
            return;
        }

        writer.Separate();
        using (writer.Block("private static class Tables"))
        {
            foreach (var table in tables)
            {
                writer.Separate();
                var values = table.Table!.Select(value => CSharpText.TableValue(table.Type, value)).ToList();
                var type = CSharpText.Type(table.Type);
                writer.Table($"internal static ReadOnlySpan<{type}> {layout.TableNames[table.Name]} => ", values);
            }
        }
    }
}
