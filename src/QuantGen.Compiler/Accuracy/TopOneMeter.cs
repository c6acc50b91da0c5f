using QuantGen.Compiler.Diagnostics;

namespace QuantGen.Compiler.Accuracy;

/// <summary>Counts how often float and quantized scores have their largest element at the same class, and at the right one.</summary>
internal sealed class TopOneMeter
{
    private readonly List<(int Float, int Quantized)> _rows = [];

    /// <summary>How many classes a row has scores of; 0 before the first.</summary>
    public int Classes { get; private set; }

    /// <summary>Adds rows of scores, one after the other. Of equal scores the first counts.</summary>
    public void Add(ReadOnlySpan<float> reference, ReadOnlySpan<float> quantized, int rowLength)
    {
        Classes = rowLength;
        for (var start = 0; start < reference.Length; start += rowLength)
        {
            _rows.Add((LargestOf(reference.Slice(start, rowLength)), LargestOf(quantized.Slice(start, rowLength))));
        }
    }

    /// <summary>What was counted; null when there was no row.</summary>
    /// <param name="labels">The right class of each row, in the order of the data; null when not known.</param>
    /// <exception cref="CompilationException">There are more or fewer labels than rows, or one that names no class.</exception>
    public TopOneAccuracy? ToAccuracy(Labels? labels)
    {
        labels?.CheckCount(_rows.Count);
        return _rows.Count == 0
            ? null
            : new TopOneAccuracy(_rows.Count, _rows.Count(row => row.Float != row.Quantized), Hits(row => row.Float), Hits(row => row.Quantized));

        int? Hits(Func<(int Float, int Quantized), int> result)
        {
            return labels is null ? null : _rows.Index().Count(row => result(row.Item) == labels.Of(row.Index, Classes));
        }
    }

    private static int LargestOf(ReadOnlySpan<float> scores)
    {
        var largest = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            largest = scores[i] > scores[largest] ? i : largest;
        }

        return largest;
    }
}
