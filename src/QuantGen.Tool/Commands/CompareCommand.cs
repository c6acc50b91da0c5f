using System.CommandLine;
using System.Text.Json;
using QuantGen.Compiler;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Tool.CommandLine;

namespace QuantGen.Tool.Commands;

/// <summary><c>quantgen compare</c>: what quantization costs, on data that it has not seen.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "The float ONNX model." };
        var options = new QuantizationOptionSet(ModelMode.Static, ModelMode.Dynamic, ModelMode.WeightOnly, ModelMode.Imported) { IsMeasuredOnOwnData = true };
        var data = new Option<string>("--data")
        {
            Description = "The data to compare on, in the form of calibration data: a CSV, .npy or .npz file, or a folder of these.",
            HelpName = "DATA",
            Required = true,
        };
        var labels = new Option<string?>("--labels")
        {
            Description = "The right class of each sample: a .npy of integers, or a CSV with one column or one named label.",
            HelpName = "FILE",
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var report = new Option<string?>("--report") { Description = "The HTML report to write.", HelpName = "FILE.html" };
        var command = new Verb(
            "compare",
            "Compares the quantized model with the float one, output by output and layer by layer.",
            "quantgen compare digits.onnx --mode static --calibration calibration.csv --data test.csv --labels test.csv")
        {
            model,
        };
        options.AddTo(command);
        command.Options.Add(data);
        command.Options.Add(labels);
        command.Options.Add(json);
        command.Options.Add(report);
        command.SetAction(result =>
        {
            var request = new ComparisonRequest
            {
                Compile = options.ToRequest(result, result.GetRequiredValue(model)),
                DataPath = result.GetRequiredValue(data),
                LabelsPath = result.GetValue(labels),
                ReportPath = result.GetValue(report),
            };
            return Run(request, result.GetValue(json), result.InvocationConfiguration);
        });
        return command;
    }

    private static int Run(ComparisonRequest request, bool json, InvocationConfiguration console)
    {
        var outcome = CompileProgressDisplay.Show(console.Error, progress => ModelComparer.Compare(request, progress));
        outcome.Diagnostics.ToList().ForEach(console.Error.WriteLine);
        if (json)
        {
            console.Output.WriteLine(JsonSerializer.Serialize(ComparisonJson.Of(outcome.Result), ComparisonJsonContext.Default.ComparisonJson));
        }
        else
        {
            ComparisonPage.Print(request, outcome, console.Output);
        }

        return outcome.Diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) ? ExitCode.Failure : ExitCode.Success;
    }
}
