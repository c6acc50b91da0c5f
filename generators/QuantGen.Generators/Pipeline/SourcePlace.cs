using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace QuantGen.Generators.Pipeline;

/// <summary>A place in a file, comparable: a <see cref="Location"/> would keep its whole compilation alive.</summary>
internal sealed record SourcePlace(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static SourcePlace Of(SyntaxNode node)
    {
        var location = node.GetLocation();
        return new SourcePlace(location.SourceTree!.FilePath, location.SourceSpan, location.GetLineSpan().Span);
    }

    /// <summary>
    /// The place as a location. One in C# belongs to its syntax tree: <c>#pragma warning disable</c> works on no other.
    /// </summary>
    public Location ToLocation(Compilation compilation)
    {
        var tree = compilation.SyntaxTrees.FirstOrDefault(tree => tree.FilePath == Path && tree.Length >= Span.End);
        return tree is null ? Location.Create(Path, Span, Lines) : Location.Create(tree, Span);
    }
}
