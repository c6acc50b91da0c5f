using QuantGen.Compiler.Diagnostics;

namespace QuantGen.Compiler.Accuracy;

/// <summary>Counts how often float and quantized scores have their largest element at the same class, and at the right one.</summary>
/// <param name="labels">The right class of each row, in the order of the data; null when not known.</param>
internal sealed class TopOneMeter(Labels? labels)
{
    private int _rows;
    private int _flips;
    private int _floatCorrect;
    private int _quantizedCorrect;

    /// <summary>Adds rows of scores, one after the other. Of equal scores the first counts.</summary>
    /// <exception cref="CompilationException">There is no label for a row, or no class for a label.</exception>
    public void Add(ReadOnlySpan<float> reference, ReadOnlySpan<float> quantized, int rowLength)
    {
        for (var start = 0; start < reference.Length; start += rowLength)
        {
            var (inFloat, inInt8) = (LargestOf(reference.Slice(start, rowLength)), LargestOf(quantized.Slice(start, rowLength)));
            _flips += inFloat == inInt8 ? 0 : 1;
            if (labels is not null)
            {
                var label = labels.Of(_rows, rowLength);
                _floatCorrect += inFloat == label ? 1 : 0;
                _quantizedCorrect += inInt8 == label ? 1 : 0;
            }

            _rows++;
        }
    }

    /// <summary>What was counted; null when there was no row.</summary>
    /// <exception cref="CompilationException">There are more labels than rows, or labels and no row of scores.</exception>
    public TopOneAccuracy? ToAccuracy()
    {
        labels?.CheckCount(_rows);
        return _rows == 0
            ? null
            : new TopOneAccuracy(_rows, _flips, labels is null ? null : _floatCorrect, labels is null ? null : _quantizedCorrect);
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
