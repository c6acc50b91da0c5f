using System.CommandLine;
using System.Text.Json;
using QuantGen.Compiler.Calibration;
using QuantGen.Tool.CommandLine;

namespace QuantGen.Tool.Commands;

/// <summary><c>quantgen scales</c>: what a scale table says, or what changed between two.</summary>
internal static class ScalesCommand
{
    public static Command Create()
    {
        var table = new Argument<string>("TABLE") { Description = "A scale table; the old one of two." };
        var other = new Argument<string?>("NEW")
        {
            Description = "The new one.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var exitCode = new Option<bool>("--exit-code") { Description = $"End with {ExitCode.Different} when the tables differ." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Verb(
            "scales",
            "Shows what changed between two scale tables, or what is in one.",
            "quantgen scales old.scales.json digits.scales.json")
        {
            table, other, exitCode, json,
        };
        command.SetAction(result =>
        {
            var (path, asJson, output) = (result.GetRequiredValue(table), result.GetValue(json), result.InvocationConfiguration.Output);
            if (result.GetValue(other) is not { } otherPath)
            {
                Show(path, asJson, output);
                return ExitCode.Success;
            }

            var comparison = Compare(path, otherPath, asJson, output);
            return comparison.IsSame || !result.GetValue(exitCode) ? ExitCode.Success : ExitCode.Different;
        });
        return command;
    }

    private static void Show(string path, bool json, TextWriter output)
    {
        var table = ScaleTable.Load(path);
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(ScaleTableJson.Of(path, table), ScalesJsonContext.Default.ScaleTableJson));
        }
        else
        {
            ScalesPage.Print(path, table, output);
        }
    }

    private static ScaleTableComparison Compare(string path, string otherPath, bool json, TextWriter output)
    {
        var comparison = ScaleTableComparison.Compare(ScaleTable.Load(path), ScaleTable.Load(otherPath));
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(ScalesJson.Of(path, otherPath, comparison), ScalesJsonContext.Default.ScalesJson));
        }
        else
        {
            ScalesPage.Print(path, otherPath, comparison, output);
        }

        return comparison;
    }
}
