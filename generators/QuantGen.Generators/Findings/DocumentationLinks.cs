namespace QuantGen.Findings;

/// <summary>Where the documentation is, for messages: who has the package alone has no copy of it.</summary>
internal static class DocumentationLinks
{
    /// <summary>The folder <c>docs</c>.</summary>
    public const string Root = "https://github.com/quantgen/quantgen/blob/main/docs/";
}
