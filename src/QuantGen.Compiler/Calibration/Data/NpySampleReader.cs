using QuantGen.Compiler.Diagnostics;
using QuantGen.Plan;

namespace QuantGen.Compiler.Calibration.Data;

/// <summary>Samples from an <c>.npy</c> file or an array in an <c>.npz</c>.</summary>
internal sealed class NpySampleReader : ISampleReader
{
    private readonly NpyFile _array;
    private readonly string _arrayName;
    private readonly CalibrationInput _input;
    private readonly SampleLayout _layout;
    private CalibrationArray? _constant;
    private long _next;

    /// <param name="file">For diagnostics.</param>
    /// <param name="arrayName">For diagnostics: <c>array 'x'</c>.</param>
    /// <param name="array">Owned from now on.</param>
    /// <param name="input">What the samples must fit.</param>
    /// <exception cref="CompilationException">The array's type or shape does not fit the input.</exception>
    public NpySampleReader(string file, string arrayName, NpyFile array, CalibrationInput input)
    {
        (File, _arrayName, _array, _input) = (file, arrayName, array, input);
        string? reason = null;
        if (!ElementConversion.IsSupported(array.Type, input.Type))
        {
            reason = $"{PlanElementTypes.Name(array.Type)} values do not convert to {input}";
        }
        else if (SampleLayout.TryCreate(input, array.Shape, out var layout, out reason))
        {
            _layout = layout;
            return;
        }

        array.Dispose();
        throw new CompilationException(DiagnosticCatalog.CalibrationMismatch(file, input.Name, reason));
    }

    public string File { get; }

    public bool IsConstant => _layout.IsConstant;

    public CalibrationArray? Read()
    {
        if (_next == _layout.Count)
        {
            return _constant;
        }

        _next++;
        if (_array.TryRead(_layout.Length, _input.Type, out var values, out var invalid))
        {
            var sample = new CalibrationArray(values, _layout.Shape);
            _constant = IsConstant ? sample : null;
            return sample;
        }

        throw new CompilationException(
            ElementConversion.IsFloat(_input.Type)
                ? DiagnosticCatalog.CalibrationArrayNotFinite(File, _arrayName, _next, invalid + 1)
                : DiagnosticCatalog.CalibrationMismatch(
                    File, _input.Name, $"element {invalid + 1} of sample {_next} in {_arrayName} does not fit {_input}"));
    }

    public void Dispose()
    {
        _array.Dispose();
    }
}
