namespace QuantGen.Tool.CommandLine;

/// <summary>What the program ends with (docs/quantgen.md).</summary>
internal static class ExitCode
{
    /// <summary>It did what was asked.</summary>
    public const int Success = 0;

    /// <summary>It could not; a diagnostic on standard error says why.</summary>
    public const int Failure = 1;

    /// <summary>It was not asked for anything that it understands; standard error says what comes nearest.</summary>
    public const int Usage = 2;

    /// <summary>It compared two things that differ, and was asked to tell by its exit code.</summary>
    public const int Different = 3;
}
