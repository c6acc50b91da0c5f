namespace QuantGen;

/// <summary>What every generated class offers to a program that takes any model: names, types, shapes, and a run by name.</summary>
public interface IQuantizedModel : IDisposable
{
    /// <summary>The model's inputs, in the model's order.</summary>
    IReadOnlyList<TensorInfo> Inputs { get; }

    /// <summary>The model's outputs, in the model's order.</summary>
    IReadOnlyList<TensorInfo> Outputs { get; }

    /// <summary>Runs the model on tensors bound by name.</summary>
    /// <param name="tensors">One entry for each input (read) and each output (written), by ONNX name: row-major arrays of the element type that <see cref="TensorInfo.ElementType"/> says.</param>
    /// <exception cref="ArgumentException">A tensor is missing, of another element type, or of a wrong length.</exception>
    void Run(IReadOnlyDictionary<string, Array> tensors);
}
