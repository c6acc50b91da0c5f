using System.Runtime.InteropServices;

namespace QuantGen.OnnxRuntime;

/// <summary>One set of inputs for a session, held in native memory. For one thread at a time.</summary>
public sealed unsafe class OrtRun : IDisposable
{
    private readonly OrtSession _session;
    private readonly List<nint> _memory = [];
    private readonly nint[] _inputNames;
    private readonly nint[] _outputNames;
    private readonly nint[] _inputs;
    private readonly nint[] _outputs;

    internal OrtRun(OrtSession session, (string Name, OrtTensor Tensor)[] inputs)
    {
        _session = session;
        _inputNames = [.. inputs.Select(input => CopyName(input.Name))];
        _outputNames = [.. session.Outputs.Select(output => CopyName(output.Name))];
        _inputs = [.. inputs.Select(input => CopyTensor(input.Tensor))];
        _outputs = new nint[session.Outputs.Count];
    }

    /// <summary>Runs the model once. The outputs stay in native memory, and the next run writes them again: it allocates none.</summary>
    /// <exception cref="OrtException">An input is missing or has the wrong type or shape, or a node failed.</exception>
    public void Execute()
    {
        OrtApi.Run(_session.Handle, _inputNames, _inputs, _outputNames, _outputs);
    }

    /// <summary>The outputs of the last <see cref="Execute"/>, by name.</summary>
    public IReadOnlyDictionary<string, OrtTensor> ReadOutputs()
    {
        return _session.Outputs.Zip(_outputs)
            .ToDictionary(pair => pair.First.Name, pair => OrtApi.ReadTensor(pair.Second));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ReleaseOutputs();
        foreach (var input in _inputs)
        {
            OrtApi.ReleaseValue(input);
        }

        Array.Clear(_inputs);
        foreach (var block in _memory)
        {
            NativeMemory.Free((void*)block);
        }

        _memory.Clear();
    }

    private void ReleaseOutputs()
    {
        foreach (var output in _outputs)
        {
            OrtApi.ReleaseValue(output);
        }

        Array.Clear(_outputs);
    }

    private nint CopyName(string name)
    {
        return (nint)Copy(System.Text.Encoding.UTF8.GetBytes(name + '\0'));
    }

    private nint CopyTensor(OrtTensor tensor)
    {
        var dimensions = tensor.Dimensions.Select(dimension => (long)dimension).ToArray();
        return OrtApi.CreateTensor(Copy(tensor.Bytes), tensor.Bytes.Length, dimensions, tensor.OnnxElementType);
    }

    private void* Copy(ReadOnlySpan<byte> bytes)
    {
        var block = NativeMemory.Alloc((nuint)Math.Max(bytes.Length, 1));
        _memory.Add((nint)block);
        bytes.CopyTo(new Span<byte>(block, bytes.Length));
        return block;
    }
}
