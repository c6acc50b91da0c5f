using Microsoft.CodeAnalysis.CSharp;
using QuantGen.Compiler;
using QuantGen.Declarations;

namespace QuantGen.Tool.Declarations;

/// <summary>Those of a project's sources that may hold a <c>[Quantize]</c> attribute.</summary>
internal sealed class SourceScan
{
    private const string Mark = "Quantize";

    private readonly IReadOnlyList<string> _symbols;
    private readonly IReadOnlyList<(string File, string Text)> _candidates;

    private SourceScan(IReadOnlyList<string> symbols, IReadOnlyList<(string File, string Text)> candidates)
    {
        (_symbols, _candidates) = (symbols, candidates);
        var sources = candidates.SelectMany(source => new[] { source.File, source.Text });
        Hash = ContentHash.OfText(string.Join('\0', symbols.Concat(sources)));
    }

    /// <summary>Hash of all that <see cref="ReadDeclarations"/> depends on, so that an equal scan need not be parsed again.</summary>
    public string Hash { get; }

    /// <summary>Reads the sources and keeps those with the attribute's name anywhere in them.</summary>
    /// <param name="listFile">A list of files, <c>PATH|TIME</c> a line; lines with # are comments.</param>
    /// <param name="symbols">Preprocessor symbols.</param>
    public static SourceScan Read(string listFile, IReadOnlyList<string> symbols)
    {
        var candidates = File.ReadLines(listFile)
            .Where(line => line.Length != 0 && line[0] != '#')
            .Select(line => line[..line.LastIndexOf('|')])
            .Where(File.Exists) // the C# compiler reports the others
            .Select(file => (file, File.ReadAllText(file)))
            .Where(source => source.Item2.Contains(Mark, StringComparison.Ordinal));
        return new SourceScan(symbols, candidates.ToArray());
    }

    /// <summary>
    /// The valid declarations, one a class. Invalid ones are left to the analyzer, which reports them with the compiler's own errors.
    /// </summary>
    public IReadOnlyList<Declaration> ReadDeclarations()
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview, preprocessorSymbols: _symbols);
        return _candidates
            .Select(source => CSharpSyntaxTree.ParseText(source.Text, options, source.File))
            .SelectMany(tree => QuantizeDeclarationReader.ReadAll(tree))
            .Where(declaration => declaration.IsValid)
            .Select(Locate)
            .DistinctBy(declaration => declaration.Request.ClassName)
            .ToArray();
    }

    private static Declaration Locate(QuantizeDeclaration declaration)
    {
        var place = declaration.Attribute.GetLocation().GetLineSpan();
        var start = place.StartLinePosition;
        return new Declaration(declaration.Request!, place.Path, start.Line + 1, start.Character + 1);
    }
}
