using System.Globalization;

namespace Samples.SpamFilter;

/// <summary>Reads messages line by line and writes the verdict on each.</summary>
/// <param name="detector">Scores the messages.</param>
/// <param name="threshold">From which probability on a message counts as spam.</param>
internal sealed class FilterReport(SpamDetector detector, float threshold)
{
    /// <summary>Messages that are scored at a time.</summary>
    private const int Batch = 32;

    private int _messages;
    private int _spam;
    private int _labelled;
    private int _right;

    /// <summary>Passes on what is not spam, as it is.</summary>
    public void Filter(IEnumerable<string> lines, TextWriter output)
    {
        foreach (var (message, probability) in Score(lines))
        {
            if (probability < threshold)
            {
                output.WriteLine(message.Text);
            }
        }
    }

    /// <summary>Writes every message with its probability, then the totals.</summary>
    public void Print(IEnumerable<string> lines, TextWriter output)
    {
        foreach (var (message, probability) in Score(lines))
        {
            var isSpam = probability >= threshold;
            var mark = message.IsSpam is { } expected && expected != isSpam ? "  <- wrong" : "";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(isSpam ? "spam" : ""),4} {probability * 100,5:F1} %  {message.Text}{mark}"));
        }

        output.WriteLine();
        output.WriteLine($"messages: {_messages}, spam: {_spam}{Accuracy()}");
    }

    private IEnumerable<(Message Message, float Probability)> Score(IEnumerable<string> lines)
    {
        foreach (var batch in lines.Where(line => !string.IsNullOrWhiteSpace(line)).Select(Message.Parse).Chunk(Batch))
        {
            foreach (var (message, probability) in batch.Zip(detector.Score([.. batch.Select(message => message.Text)])))
            {
                Count(message, probability >= threshold);
                yield return (message, probability);
            }
        }
    }

    private void Count(Message message, bool isSpam)
    {
        _messages++;
        _spam += isSpam ? 1 : 0;
        _labelled += message.IsSpam is null ? 0 : 1;
        _right += message.IsSpam == isSpam ? 1 : 0;
    }

    private string Accuracy()
    {
        return _labelled == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", right: {_right} of {_labelled} ({100.0 * _right / _labelled:F1} %)");
    }
}
