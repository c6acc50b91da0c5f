using System.Text.RegularExpressions;

namespace Samples.SpamFilter;

/// <summary>Turns text into the word numbers that the model was trained on: a word's number is its line in <c>vocab.txt</c>, from 0.</summary>
internal sealed partial class WordTokenizer
{
    /// <summary>What a short message is filled up with among longer ones.</summary>
    public const long Padding = 0;

    /// <summary>The model was trained on no longer ones.</summary>
    private const int MostTokens = 64;

    private readonly Dictionary<string, long> _numbers;
    private readonly long _unknown;
    private readonly long _start;
    private readonly long _end;

    /// <param name="vocabularyPath">One word a line.</param>
    /// <exception cref="InvalidDataException">The marks of start, end and unknown words are missing.</exception>
    public WordTokenizer(string vocabularyPath)
    {
        _numbers = File.ReadLines(vocabularyPath).Index().ToDictionary(line => line.Item, line => (long)line.Index, StringComparer.Ordinal);
        (_unknown, _start, _end) = (Number("[UNK]"), Number("[CLS]"), Number("[SEP]"));

        long Number(string mark)
        {
            return _numbers.TryGetValue(mark, out var number) ? number : throw new InvalidDataException($"{vocabularyPath} has no line '{mark}'.");
        }
    }

    /// <summary>The numbers of a text's words between those of start and end; what is too long is cut off.</summary>
    public long[] Encode(string text)
    {
        var numbers = new List<long> { _start };
        var lookup = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        var lower = text.ToLowerInvariant().AsSpan();
        foreach (var word in Words().EnumerateMatches(lower))
        {
            if (numbers.Count == MostTokens - 1)
            {
                break;
            }

            numbers.Add(lookup.TryGetValue(lower.Slice(word.Index, word.Length), out var number) ? number : _unknown);
        }

        numbers.Add(_end);
        return [.. numbers];
    }

    /// <summary>Words with their apostrophes, single digits, and single other characters.</summary>
    [GeneratedRegex(@"[a-z']+|[0-9]|[\uD800-\uDBFF][\uDC00-\uDFFF]|[^\sa-z0-9]")]
    private static partial Regex Words();
}
