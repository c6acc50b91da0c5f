namespace QuantGen.Generators.Emission;

/// <summary>A file to add to the compilation.</summary>
internal sealed record GeneratedSource(string HintName, string Text);
