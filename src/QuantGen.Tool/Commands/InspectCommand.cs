using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using QuantGen.Compiler.Inspection;
using QuantGen.Tool.CommandLine;

namespace QuantGen.Tool.Commands;

/// <summary><c>quantgen inspect</c>: what is in a model, and what QuantGen would do with it.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "An ONNX model, float or quantized." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Verb(
            "inspect",
            "Says how a model is quantized, what is in it, and what QuantGen does with each of its operators.",
            "quantgen inspect digits.onnx")
        {
            model, json,
        };
        command.SetAction(result =>
        {
            var inspection = ModelInspector.Inspect(result.GetRequiredValue(model));
            Print(inspection, result.GetValue(json), result.InvocationConfiguration.Output);
            return ExitCode.Success;
        });
        return command;
    }

    private static void Print(ModelInspection inspection, bool json, TextWriter writer)
    {
        if (json)
        {
            writer.WriteLine(JsonSerializer.Serialize(inspection, InspectionJson.Default.ModelInspection));
        }
        else
        {
            InspectionPage.Print(inspection, writer);
        }
    }
}

/// <summary>Serializers made at build time: they start faster.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ModelInspection))]
internal sealed partial class InspectionJson : JsonSerializerContext;
