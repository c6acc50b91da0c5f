namespace QuantGen.OnnxRuntime;

/// <summary>A model loaded by ONNX Runtime. Any number of threads may run it at once.</summary>
public sealed class OrtSession : IDisposable
{
    private nint _handle;

    private OrtSession(nint handle)
    {
        _handle = handle;
        Inputs = OrtApi.DescribeInputs(handle);
        Outputs = OrtApi.DescribeOutputs(handle);
    }

    /// <summary>The model's inputs, in its order.</summary>
    public IReadOnlyList<OrtValueInfo> Inputs { get; }

    /// <summary>The model's outputs, in its order.</summary>
    public IReadOnlyList<OrtValueInfo> Outputs { get; }

    internal nint Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle == 0, this);
            return _handle;
        }
    }

    /// <summary>Loads a model from a file.</summary>
    /// <exception cref="OrtException">ONNX Runtime does not accept the model.</exception>
    /// <exception cref="OrtUnavailableException">ONNX Runtime is not on this machine.</exception>
    public static OrtSession Open(string path, OrtSessionOptions? options = null)
    {
        return WithOptions(options, native => OrtApi.CreateSession(path, native));
    }

    /// <summary>Loads a model from memory.</summary>
    /// <exception cref="OrtException">ONNX Runtime does not accept the model.</exception>
    /// <exception cref="OrtUnavailableException">ONNX Runtime is not on this machine.</exception>
    public static OrtSession Open(byte[] model, OrtSessionOptions? options = null)
    {
        return WithOptions(options, native => OrtApi.CreateSession(model, native));
    }

    /// <summary>Runs the model on inputs by name and returns all its outputs by name.</summary>
    /// <exception cref="OrtException">An input is missing or has the wrong type or shape, or a node failed.</exception>
    public IReadOnlyDictionary<string, OrtTensor> Run(params IEnumerable<(string Name, OrtTensor Tensor)> inputs)
    {
        using var run = Prepare(inputs);
        run.Execute();
        return run.ReadOutputs();
    }

    /// <summary>Runs the model on inputs in its order and returns its outputs in its order.</summary>
    /// <exception cref="OrtException">An input is missing or has the wrong type or shape, or a node failed.</exception>
    public OrtTensor[] Run(params IReadOnlyList<OrtTensor> inputs)
    {
        var outputs = Run(inputs.Select((tensor, i) => (Inputs[i].Name, tensor)));
        return [.. Outputs.Select(output => outputs[output.Name])];
    }

    /// <summary>Copies inputs into native memory, so that the model alone can be run and timed, over and over.</summary>
    public OrtRun Prepare(params IEnumerable<(string Name, OrtTensor Tensor)> inputs)
    {
        return new OrtRun(this, [.. inputs]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        OrtApi.ReleaseSession(_handle);
        _handle = 0;
    }

    private static OrtSession WithOptions(OrtSessionOptions? options, Func<nint, nint> create)
    {
        OrtApi.Require();
        var native = OrtApi.CreateSessionOptions(options ?? new OrtSessionOptions());
        try
        {
            return new OrtSession(create(native));
        }
        finally
        {
            OrtApi.ReleaseSessionOptions(native);
        }
    }
}
