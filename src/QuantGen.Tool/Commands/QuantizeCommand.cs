using System.CommandLine;
using System.Diagnostics;
using QuantGen.Compiler;
using QuantGen.Tool.CommandLine;

namespace QuantGen.Tool.Commands;

/// <summary><c>quantgen quantize</c>: a float ONNX file in, a quantized one out.</summary>
internal static class QuantizeCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "The float ONNX model." };
        var output = new Option<string>("--output", "-o")
        {
            Description = "The quantized ONNX model to write.",
            HelpName = "OUT.onnx",
            Required = true,
        };
        var options = new QuantizationOptionSet(ModelMode.Static, ModelMode.Dynamic, ModelMode.WeightOnly);
        var command = new Verb(
            "quantize",
            "Writes a quantized ONNX model, which ONNX Runtime and others run in integers.",
            "quantgen quantize digits.onnx -o digits.int8.onnx --mode static --calibration calibration.csv")
        {
            model, output,
        };
        options.AddTo(command);
        command.SetAction(result =>
        {
            var request = options.ToRequest(result, result.GetRequiredValue(model));
            return Run(request, result.GetRequiredValue(output), result.InvocationConfiguration);
        });
        return command;
    }

    private static int Run(CompileRequest compileRequest, string output, InvocationConfiguration console)
    {
        var request = new OnnxQuantizationRequest
        {
            ModelPath = compileRequest.ModelPath,
            OutputPath = output,
            CalibrationPath = compileRequest.CalibrationPath,
            ScaleTablePath = compileRequest.ScaleTablePath,
            Options = compileRequest.Options,
        };
        var clock = Stopwatch.StartNew();
        var result = CompileProgressDisplay.Show(console.Error, progress => OnnxQuantizer.Quantize(request, progress));
        result.Diagnostics.ToList().ForEach(console.Error.WriteLine);
        QuantizationSummary.Print(request, result, clock.Elapsed, console.Output);
        return ExitCode.Success;
    }
}
