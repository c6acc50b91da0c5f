using QuantGen.Compiler.Reporting.Sketch;
using Xunit;

namespace QuantGen.Compiler.Tests.Reporting;

/// <summary>How a graph is folded and laid out for the report.</summary>
public sealed class SketchTests
{
    [Fact]
    public void BoxStandsBelowWhatItReads()
    {
        var graph = Residual();
        var places = SketchLayout.Of(graph).Places;
        Assert.All(graph.Edges, edge => Assert.True(places[edge.From].Top < places[edge.To].Top));
    }

    [Fact]
    public void LineThatPassesLayersGoesAroundTheirBoxes()
    {
        var graph = Residual();
        var layout = SketchLayout.Of(graph);
        var points = layout.Places.Where(place => !place.IsBox).ToArray();
        Assert.Equal(2, points.Length);
        Assert.All(points, point => Assert.All(layout.Places.Where(place => place.IsBox && place.Layer == point.Layer), box =>
            Assert.True(Math.Abs(box.X - point.X) > box.Width / 2)));
    }

    [Fact]
    public void BoxesDoNotOverlapAndLieWithinTheDrawing()
    {
        var edges = Enumerable.Range(1, 4).SelectMany(branch => new[] { (0, branch), (branch, 5) });
        var layout = SketchLayout.Of(new SketchGraph([.. Enumerable.Range(0, 6).Select(_ => Node())], [.. edges]));
        double[] centres = [.. layout.Places.Where(place => place.Layer == 1).Select(place => place.X).Order()];
        Assert.Equal(4, centres.Length);
        Assert.All(centres.Zip(centres.Skip(1)), pair => Assert.True(pair.Second - pair.First >= SketchLayout.BoxWidth));
        Assert.All(layout.Places, place => Assert.InRange(place.X, place.Width / 2, layout.Width - (place.Width / 2)));
    }

    [Fact]
    public void SmallGraphIsNotFolded()
    {
        var graph = Chain(60);
        Assert.Same(graph, SketchFolding.Fold(graph));
    }

    [Fact]
    public void LongChainBecomesOneBoxThatSaysWhatItHolds()
    {
        var folded = SketchFolding.Fold(Chain(100));
        // The ends have no line in, or none out, and stay.
        Assert.Equal(3, folded.Nodes.Count);
        Assert.Equal(("98 nodes", "98 Conv", 98), (folded.Nodes[1].Label, folded.Nodes[1].Detail, folded.Nodes[1].Operators.Count));
        Assert.Equal([(0, 1), (1, 2)], folded.Edges);
    }

    [Fact]
    public void ChainIsNotFoldedAcrossTheBorderToFloat()
    {
        var chain = Chain(100);
        var graph = chain with { Nodes = [.. chain.Nodes.Select((node, index) => index < 40 ? node : node with { Kind = SketchKind.Float })] };
        var kinds = SketchFolding.Fold(graph).Nodes.Select(node => node.Kind);
        Assert.Equal([SketchKind.Integer, SketchKind.Integer, SketchKind.Float, SketchKind.Float], kinds);
    }

    [Fact]
    public void BlocksWithBranchesAreFoldedWhereChainsAreNotEnough()
    {
        const int Blocks = 40;
        var edges = Enumerable.Range(0, Blocks).Select(block => 3 * block)
            .SelectMany(start => new[] { (start, start + 1), (start, start + 2), (start + 1, start + 3), (start + 2, start + 3) });
        var graph = new SketchGraph([.. Enumerable.Range(0, (3 * Blocks) + 1).Select(_ => Node())], [.. edges]);
        var folded = SketchFolding.Fold(graph);
        Assert.Equal((2 * Blocks) + 1, folded.Nodes.Count);
        Assert.Equal(graph.Nodes.Count, folded.Nodes.Sum(node => node.Operators.Count));
    }

    /// <summary>0 to 3 in a row, and a line from 0 to 3.</summary>
    private static SketchGraph Residual()
    {
        return new SketchGraph([.. Enumerable.Range(0, 4).Select(_ => Node())], [(0, 1), (1, 2), (2, 3), (0, 3)]);
    }

    private static SketchGraph Chain(int length)
    {
        var edges = Enumerable.Range(1, length - 1).Select(node => (node - 1, node));
        return new SketchGraph([.. Enumerable.Range(0, length).Select(_ => Node())], [.. edges]);
    }

    private static SketchNode Node()
    {
        return new SketchNode("Conv", "1×8", "conv", SketchKind.Integer, null, ["Conv"]);
    }
}
