using System.Text;
using Google.Protobuf;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Modes;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler;

/// <summary>
/// Quantizes ONNX files: a float model in, a model out that ONNX Runtime and others load and run in integers. No Python and no native
/// library takes part.
/// </summary>
/// <remarks>
/// Static mode writes standard operators between QuantizeLinear and DequantizeLinear (QDQ). The file stands for the same integers that
/// the code generated for <see cref="QuantizeAttribute"/> computes. Dynamic mode writes DynamicQuantizeLinear with MatMulInteger and ConvInteger,
/// WeightOnly mode the float operators on stored weights.
/// </remarks>
/// <example>
/// <code>
/// var report = OnnxQuantizer.QuantizeStatic("digits.onnx", "digits.int8.onnx", "calibration.csv");
/// foreach (var output in report.Outputs)
/// {
///     Console.WriteLine($"{output.Name}: {output.SqnrDb:F1} dB on {report.Samples} held-out samples");
/// }
/// </code>
/// </example>
public static class OnnxQuantizer
{
    /// <summary>Quantizes a model with scales that calibration data fixes: the answer to Python's <c>quantize_static</c>.</summary>
    /// <param name="modelPath">The float ONNX model.</param>
    /// <param name="outputPath">The quantized ONNX model; it appears whole or not at all.</param>
    /// <param name="calibration">Typical inputs, some tens to hundreds: a CSV, <c>.npy</c> or <c>.npz</c> file, or a folder of these.</param>
    /// <param name="options">How to quantize; its mode is not looked at.</param>
    /// <param name="progress">Told how far it is; may be null.</param>
    /// <returns>Float against int8 on samples that calibration did not see.</returns>
    /// <exception cref="CompilationException">
    /// The model or the data is wrong, the result misses <see cref="QuantizationOptions.MinimumSqnr"/>, or the output cannot be written.
    /// </exception>
    public static AccuracyReport QuantizeStatic(
        string modelPath,
        string outputPath,
        string calibration,
        QuantizationOptions? options = null,
        IProgress<CompileProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        var request = new OnnxQuantizationRequest
        {
            ModelPath = modelPath,
            OutputPath = outputPath,
            CalibrationPath = calibration,
            Options = (options ?? new QuantizationOptions()) with { Mode = QuantizationMode.Static },
        };
        // Without a scale table there always is a measurement.
        return Quantize(request, progress).Accuracy!;
    }

    /// <summary>
    /// Quantizes the weights of a model; its activations are quantized while it runs. The answer to Python's <c>quantize_dynamic</c>, and no data is needed.
    /// </summary>
    /// <remarks>
    /// The file holds DynamicQuantizeLinear, which knows one scale for a whole tensor: results for a sample depend on what else is in the batch. Generated
    /// code, unless it is told otherwise, has a scale for each row instead (<see cref="ActivationScale"/>), which ONNX cannot say.
    /// </remarks>
    /// <param name="modelPath">The float ONNX model.</param>
    /// <param name="outputPath">The quantized ONNX model; it appears whole or not at all.</param>
    /// <param name="options">How to quantize; its mode is not looked at.</param>
    /// <returns>Sizes and counts.</returns>
    /// <exception cref="CompilationException">The model is wrong, or the output cannot be written.</exception>
    public static OnnxQuantizationResult QuantizeDynamic(string modelPath, string outputPath, QuantizationOptions? options = null)
    {
        return Quantize(new OnnxQuantizationRequest
        {
            ModelPath = modelPath,
            OutputPath = outputPath,
            Options = (options ?? new QuantizationOptions()) with { Mode = QuantizationMode.Dynamic },
        });
    }

    /// <summary>Stores the weights of a model in fewer bits; everything is computed in float, and no data is needed.</summary>
    /// <remarks>
    /// int8 weights are followed by DequantizeLinear, 16-bit ones by Cast; a matrix product with 4-bit weights becomes ONNX Runtime's MatMulNBits. The optimizer of
    /// ONNX Runtime makes one of a product with int8 weights too, which rounds activations to 8 bits unless the session says
    /// <c>session.qdq_matmulnbits_accuracy_level=1</c>.
    /// </remarks>
    /// <param name="modelPath">The float ONNX model.</param>
    /// <param name="outputPath">The smaller ONNX model; it appears whole or not at all.</param>
    /// <param name="options">The format (<see cref="QuantizationOptions.WeightFormat"/>, int8 without) and more; its mode is not looked at.</param>
    /// <param name="progress">Told how far it is; may be null.</param>
    /// <returns>Sizes and counts.</returns>
    /// <exception cref="CompilationException">The model is wrong, or the output cannot be written.</exception>
    public static OnnxQuantizationResult QuantizeWeights(
        string modelPath, string outputPath, QuantizationOptions? options = null, IProgress<CompileProgress>? progress = null)
    {
        var request = new OnnxQuantizationRequest
        {
            ModelPath = modelPath,
            OutputPath = outputPath,
            Options = (options ?? new QuantizationOptions()) with { Mode = QuantizationMode.WeightOnly },
        };
        return Quantize(request, progress);
    }

    /// <summary>Quantizes a model as a request says.</summary>
    /// <param name="request">Which file, to which file, and how.</param>
    /// <param name="progress">Told how far it is; may be null.</param>
    /// <inheritdoc cref="QuantizeStatic" path="/exception"/>
    public static OnnxQuantizationResult Quantize(OnnxQuantizationRequest request, IProgress<CompileProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        var compileRequest = ToCompileRequest(request);
        var modelFiles = InputFiles.OfModel(request.ModelPath).ToArray();
        OutputFile.Check(request.OutputPath, Inputs(request, modelFiles));

        var graph = ModelCompiler.Load(request.ModelPath);
        var outcome = QuantizationModes.Run(graph, compileRequest, progress);
        var content = outcome.ToOnnx().ToByteArray();
        if (outcome.NewTable is { } table)
        {
            OutputFile.Write(request.ScaleTablePath!, Encoding.UTF8.GetBytes(table.ToJson()));
        }

        OutputFile.Write(request.OutputPath, content);
        return new OnnxQuantizationResult
        {
            Accuracy = outcome.Accuracy,
            Operators = graph.Nodes.Count,
            QuantizedOperators = outcome.Assignment.QuantizedNodes.Count(),
            ModelBytes = modelFiles.Sum(file => new FileInfo(file).Length),
            OutputBytes = content.Length,
            Diagnostics = outcome.Diagnostics,
        };
    }

    private static CompileRequest ToCompileRequest(OnnxQuantizationRequest request)
    {
        return new CompileRequest
        {
            ClassName = Path.GetFileName(request.ModelPath),
            RequestHash = "-",
            ModelPath = request.ModelPath,
            CalibrationPath = request.CalibrationPath,
            ScaleTablePath = request.ScaleTablePath,
            Options = request.Options,
            Declaration = new DiagnosticLocation(request.ModelPath),
        };
    }

    private static IEnumerable<string> Inputs(OnnxQuantizationRequest request, IEnumerable<string> modelFiles)
    {
        var inputs = modelFiles.Concat(InputFiles.OfCalibration(request.CalibrationPath));
        return request.ScaleTablePath is { } table ? inputs.Append(table) : inputs;
    }
}
