namespace QuantGen;

/// <summary>What every generated class offers to a program that takes any model: names, types, shapes, and a run by name.</summary>
public interface IQuantizedModel : IDisposable
{
    /// <summary>The model's inputs, in the model's order.</summary>
    IReadOnlyList<TensorInfo> Inputs { get; }

    /// <summary>The model's outputs, in the model's order.</summary>
    IReadOnlyList<TensorInfo> Outputs { get; }

    /// <summary>
    /// How many threads a run uses, the caller's among them: 1 or more, at first 1. The result is the same bits with any number. Small
    /// models gain nothing from more.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to less than 1.</exception>
    /// <exception cref="InvalidOperationException">It is set while the instance is running.</exception>
    /// <exception cref="ObjectDisposedException">It is set after the model was disposed.</exception>
    int Threads { get; set; }

    /// <summary>Runs the model on tensors bound by name.</summary>
    /// <param name="tensors">One entry for each input (read) and each output (written), by ONNX name: row-major arrays of the element type that <see cref="TensorInfo.ElementType"/> says.</param>
    /// <exception cref="ArgumentException">A tensor is missing, of another element type, or of a wrong length.</exception>
    void Run(IReadOnlyDictionary<string, Array> tensors);
}
