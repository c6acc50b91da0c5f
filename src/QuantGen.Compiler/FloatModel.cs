using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Quantization;
using QuantGen.Plan;

namespace QuantGen.Compiler;

/// <summary>
/// A float ONNX model that runs in this process, with the kernels that calibration uses and no native library: what a program compares
/// its quantized model with.
/// </summary>
/// <remarks>
/// An instance belongs to one thread at a time. Nothing is quantized, and the result is the same bits on every machine.
/// </remarks>
/// <example>
/// <code>
/// using var model = FloatModel.Load("digits.onnx");
/// var scores = new float[10];
/// model.Run(new Dictionary&lt;string, Array&gt; { ["image"] = image, ["scores"] = scores });
/// </code>
/// </example>
public sealed class FloatModel : IDisposable
{
    private readonly PlanDocument _plan;
    private readonly PlanExecutor _executor;

    private FloatModel(PlanDocument plan, byte[] weights)
    {
        _plan = plan;
        _executor = new PlanExecutor(plan, weights);
        Inputs = [.. plan.Inputs.Select(Describe)];
        Outputs = [.. plan.Outputs.Select(Describe)];
    }

    /// <summary>The model's inputs, in the model's order.</summary>
    public IReadOnlyList<TensorInfo> Inputs { get; }

    /// <summary>The model's outputs, in the model's order.</summary>
    public IReadOnlyList<TensorInfo> Outputs { get; }

    /// <summary>Bytes of the weights, as packed for the float kernels.</summary>
    public long WeightBytes => _plan.WeightBytes!.Value;

    /// <summary>Reads a model.</summary>
    /// <param name="path">An ONNX file; the data of tensors kept outside it is found beside it.</param>
    /// <exception cref="CompilationException">
    /// The file does not exist, is not valid ONNX, or has an operator that is not supported.
    /// </exception>
    public static FloatModel Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var lowered = ModelLowering.Lower(ModelCompiler.Load(path), QuantizationAssignment.Float());
        var plan = lowered.ToPlan(new PlanHeader(nameof(FloatModel), "-", Path.GetFileName(path), "-", "Float"));
        return new FloatModel(plan, lowered.Weights);
    }

    /// <summary>Runs the model on tensors bound by name.</summary>
    /// <param name="tensors">
    /// One entry for each input (read) and each output (written), by ONNX name: row-major arrays of the element type that
    /// <see cref="TensorInfo.ElementType"/> says. A flat array will do for an input with at most one open dimension that no other input
    /// tells; otherwise its array has the input's rank.
    /// </param>
    /// <exception cref="ArgumentException">
    /// A tensor is missing, of another element type, of a wrong length, or bound twice. Nothing was written.
    /// </exception>
    /// <exception cref="InvalidOperationException">Another thread is running this instance.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void Run(IReadOnlyDictionary<string, Array> tensors)
    {
        var binding = new PortBinding(_plan, tensors);
        _executor.Run(binding.Symbols, binding.Arrays);
    }

    /// <summary>Frees the working memory.</summary>
    /// <exception cref="InvalidOperationException">Another thread is running the instance.</exception>
    public void Dispose()
    {
        _executor.Dispose();
    }

    private static TensorInfo Describe(PlanPort port)
    {
        return new TensorInfo(
            port.OnnxName,
            port.Type.ClrType(),
            [.. port.Shape.Select(dimension => (int)(dimension.Value ?? -1))],
            [.. port.Shape.Select(dimension => dimension.ToString())]);
    }
}
