using QuantGen.Compiler.Diagnostics;
using QuantGen.Plan;

namespace QuantGen.Tool.Execution;

/// <summary>An instance of a generated model that is run on tensors by name. For one thread at a time.</summary>
internal sealed class ModelSession : IDisposable
{
    private readonly GeneratedModel _model;
    private readonly string _modelPath;
    private readonly IQuantizedModel _instance;

    /// <summary>Creates an instance.</summary>
    /// <param name="model">The model.</param>
    /// <param name="modelPath">Its float form.</param>
    /// <param name="threads">Threads that a run uses, 1 or more.</param>
    public ModelSession(GeneratedModel model, string modelPath, int threads = 1)
    {
        (_model, _modelPath, _instance) = (model, modelPath, model.CreateInstance());
        _instance.Threads = threads;
    }

    /// <summary>Runs the model.</summary>
    /// <param name="inputs">One of each of the model's types and shapes, by ONNX name.</param>
    /// <returns>New tensors, by ONNX name.</returns>
    /// <exception cref="CompilationException">The inputs do not go together.</exception>
    public Dictionary<string, Tensor> Run(IReadOnlyDictionary<string, Tensor> inputs)
    {
        var outputs = AllocateOutputs(_model.Plan, inputs, _modelPath);
        try
        {
            _instance.Run(inputs.Concat(outputs).ToDictionary(tensor => tensor.Key, tensor => tensor.Value.Array, StringComparer.Ordinal));
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException or IndexOutOfRangeException)
        {
            throw new CompilationException(DiagnosticCatalog.RunFailed(_modelPath, exception.Message));
        }

        return outputs;
    }

    public void Dispose()
    {
        _instance.Dispose();
    }

    /// <summary>Tensors for the outputs that inputs lead to.</summary>
    /// <exception cref="CompilationException">The inputs do not go together.</exception>
    public static Dictionary<string, Tensor> AllocateOutputs(PlanDocument plan, IReadOnlyDictionary<string, Tensor> inputs, string modelPath)
    {
        try
        {
            var symbols = OpenDimensions.Read(plan.Inputs.Select(input => (input, inputs[input.OnnxName].Shape)));
            return plan.Outputs.ToDictionary(
                output => output.OnnxName,
                output => Tensor.Zeros(output.Type, Shape(output, symbols, modelPath)),
                StringComparer.Ordinal);
        }
        catch (ShapeException exception)
        {
            throw new CompilationException(DiagnosticCatalog.RunFailed(modelPath, $"input '{exception.Input.OnnxName}': {exception.Message}"));
        }
    }

    private static int[] Shape(PlanPort output, Dictionary<string, long> symbols, string modelPath)
    {
        var shape = OpenDimensions.Evaluate(output, symbols)
            ?? throw new CompilationException(DiagnosticCatalog.RunFailed(
                modelPath, $"the shape of output '{output.OnnxName}', {OpenDimensions.Describe(output)}, does not follow from the inputs"));
        return Array.TrueForAll(shape, size => size >= 0)
            ? shape
            : throw new CompilationException(DiagnosticCatalog.RunFailed(
                modelPath, $"the inputs are too short: output '{output.OnnxName}' would have the shape [{string.Join(", ", shape)}]"));
    }
}
