namespace QuantGen.Compiler.Diagnostics;

/// <summary>The compilation cannot go on; it carries every diagnostic known at that point.</summary>
public sealed class CompilationException : Exception
{
    /// <summary>Creates it from one diagnostic.</summary>
    public CompilationException(Diagnostic diagnostic)
        : this([diagnostic])
    {
    }

    /// <summary>Creates it from several diagnostics, at least one.</summary>
    public CompilationException(IReadOnlyList<Diagnostic> diagnostics)
        : base(string.Join(Environment.NewLine, diagnostics))
    {
        Diagnostics = diagnostics;
    }

    /// <summary>What to tell the user, in order.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }
}
