using QuantGen.Compiler.Diagnostics;

namespace QuantGen.Compiler.Calibration.Data;

/// <summary>Files, or arrays of one file, that are read in step: one reader for each input.</summary>
internal sealed class SampleGroup : IDisposable
{
    private readonly IReadOnlyList<CalibrationInput> _inputs;
    private readonly IReadOnlyList<ISampleReader> _readers;
    private readonly IDisposable? _owner;
    private bool _isRead;
    private int _count;

    /// <param name="file">For diagnostics about the group as a whole.</param>
    /// <param name="inputs">In the order of the samples' arrays.</param>
    /// <param name="open">Opens the reader of an input.</param>
    /// <param name="owner">Disposed after the readers: the archive they read from.</param>
    public SampleGroup(
        string file, IReadOnlyList<CalibrationInput> inputs, Func<CalibrationInput, ISampleReader> open, IDisposable? owner = null)
    {
        var readers = new List<ISampleReader>();
        (File, _inputs, _readers, _owner) = (file, inputs, readers, owner);
        try
        {
            foreach (var input in inputs)
            {
                readers.Add(open(input));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string File { get; }

    /// <summary>The next sample, or null after the last.</summary>
    /// <exception cref="CompilationException">
    /// A file is damaged; the inputs have different numbers of samples, or shapes that contradict each other.
    /// </exception>
    public CalibrationSample? Read()
    {
        if (_isRead && _readers.All(reader => reader.IsConstant))
        {
            return null;
        }

        _isRead = true;
        var arrays = _readers.Select(reader => ReadErrors.Report(reader.File, reader.Read)).ToArray();
        var ended = Array.IndexOf(arrays, null);
        if (ended < 0)
        {
            CheckSymbols(arrays!);
            _count++;
            return new CalibrationSample(arrays!);
        }

        for (var i = 0; i < arrays.Length; i++)
        {
            if (arrays[i] is not null && !_readers[i].IsConstant)
            {
                throw new CompilationException(DiagnosticCatalog.CalibrationMismatch(
                    _readers[ended].File, _inputs[ended].Name, $"it has {_count} samples, and input '{_inputs[i].Name}' has more"));
            }
        }

        return null;
    }

    public void Dispose()
    {
        foreach (var reader in _readers)
        {
            reader.Dispose();
        }

        _owner?.Dispose();
    }

    /// <summary>A symbol that several dimensions share has one value in a sample.</summary>
    private void CheckSymbols(CalibrationArray[] arrays)
    {
        var bound = new Dictionary<string, (int Value, string Input)>();
        for (var i = 0; i < arrays.Length; i++)
        {
            for (var axis = 0; axis < arrays[i].Shape.Count; axis++)
            {
                var value = arrays[i].Shape[axis];
                if (_inputs[i].Shape[axis].SymbolName is not { } symbol || bound.TryAdd(symbol, (value, _inputs[i].Name)))
                {
                    continue;
                }

                var (other, otherInput) = bound[symbol];
                if (other != value)
                {
                    throw new CompilationException(DiagnosticCatalog.CalibrationMismatch(
                        _readers[i].File, _inputs[i].Name, $"{symbol} is {value}, but {other} in input '{otherInput}'"));
                }
            }
        }
    }
}
