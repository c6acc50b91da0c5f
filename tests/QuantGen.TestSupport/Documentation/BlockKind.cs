namespace QuantGen.TestSupport.Documentation;

/// <summary>What a block of the documentation is, and so how it is tested.</summary>
public enum BlockKind
{
    /// <summary>No test takes it, which fails a test.</summary>
    Unknown,

    /// <summary>The note above it, <c>not run: REASON</c>, says why it is only shown.</summary>
    NotRun,

    /// <summary>Part of the page that is followed as a whole.</summary>
    Walkthrough,

    /// <summary>A C# file, or statements. It compiles with the nearest declaration above it; a note <c>given: CODE</c> stands before statements.</summary>
    CSharp,

    /// <summary>Parts of the code that the generator wrote for the class in the note <c>generated: CLASS</c>, with <c>// ...</c> between them.</summary>
    GeneratedCode,

    /// <summary>C# that is answered with the diagnostic of its page.</summary>
    DiagnosticCode,

    /// <summary>The message of the diagnostic of its page.</summary>
    DiagnosticMessage,

    /// <summary>A project file or elements of one.</summary>
    Project,

    /// <summary>Commands for a shell, checked and not run.</summary>
    Commands,

    /// <summary>Commands after <c>$ </c>, each with what it prints. With the note <c>figures vary</c>, numbers are not compared.</summary>
    Transcript,
}
