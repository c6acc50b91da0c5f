namespace Samples.SpamFilter;

/// <summary>How likely messages are spam.</summary>
internal sealed class SpamDetector(WordTokenizer tokenizer) : IDisposable
{
    /// <summary>Scores of a message: of not being spam, of being spam.</summary>
    private const int Classes = 2;

    private readonly SpamClassifier _classifier = new();

    /// <summary>The probability, 0 to 1, that each message is spam.</summary>
    /// <remarks>A message's probability does not depend on the others: every word is quantized with a scale of its own.</remarks>
    /// <param name="messages">Any number of them, of any lengths.</param>
    public float[] Score(IReadOnlyList<string> messages)
    {
        if (messages.Count == 0)
        {
            return [];
        }

        var encoded = messages.Select(tokenizer.Encode).ToArray();
        var length = encoded.Max(tokens => tokens.Length);
        var (ids, mask) = (new long[messages.Count * length], new long[messages.Count * length]);
        Array.Fill(ids, WordTokenizer.Padding);
        foreach (var (index, tokens) in encoded.Index())
        {
            tokens.CopyTo(ids, index * length);
            Array.Fill(mask, 1, index * length, tokens.Length);
        }

        var logits = new float[messages.Count * Classes];
        _classifier.Run(ids, mask, logits, length);
        return [.. logits.Chunk(Classes).Select(scores => 1 / (1 + MathF.Exp(scores[0] - scores[1])))];
    }

    public void Dispose()
    {
        _classifier.Dispose();
    }
}
