using QuantGen.Compiler.Diagnostics;

namespace QuantGen.Compiler.Calibration.Data;

/// <summary>Calibration data, read one sample at a time: memory does not grow with their number.</summary>
internal interface ICalibrationSource
{
    /// <summary>The full paths of the files that make up the data, in the order they are read: what a build depends on.</summary>
    IReadOnlyList<string> Files { get; }

    /// <summary>Reads the samples in order. Every enumeration reads the files again; each sample has arrays of its own.</summary>
    /// <exception cref="CompilationException">While enumerating: the data is empty, damaged, or does not fit the inputs.</exception>
    IEnumerable<CalibrationSample> Read(IReadOnlyList<CalibrationInput> inputs);
}
