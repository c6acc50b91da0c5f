namespace QuantGen.Compiler.Diagnostics;

/// <content>09xx: ours. QG0902 is the build targets'.</content>
internal static partial class DiagnosticCatalog
{
    /// <summary>No other diagnostic foresaw it: a fault of QuantGen's, or of the machine's (a full disk).</summary>
    public static Diagnostic Unexpected(Exception exception)
    {
        const string Remedy = "Unless the message names a fault of this machine, please report it with the lines that follow.";
        return Error("QG0901", new("quantgen"), $"{exception.GetType().Name}: {exception.Message} {Remedy}");
    }
}
