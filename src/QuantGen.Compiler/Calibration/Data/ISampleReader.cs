namespace QuantGen.Compiler.Calibration.Data;

/// <summary>Reads the samples of one input from one file, or from one array in it.</summary>
internal interface ISampleReader : IDisposable
{
    /// <summary>The file's path, for diagnostics.</summary>
    string File { get; }

    /// <summary>The one value goes with every sample of the other inputs: it is read again and again.</summary>
    bool IsConstant { get; }

    /// <summary>The next sample, or null after the last.</summary>
    CalibrationArray? Read();
}
