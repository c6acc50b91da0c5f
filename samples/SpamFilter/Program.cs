using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using Samples.SpamFilter;

Console.OutputEncoding = Encoding.UTF8;
Console.InputEncoding = Encoding.UTF8;

var file = new Argument<string>("FILE")
{
    Description = "Messages, one a line; where a line begins with 'ham' or 'spam' and a tab, that is compared. '-' reads standard input; without FILE, the "
        + "messages that come with the program are read.",
    DefaultValueFactory = _ => Path.Combine(AppContext.BaseDirectory, "messages.tsv"),
};
var filter = new Option<bool>("--filter") { Description = "Pass on the messages that are not spam, and nothing else." };
var threshold = new Option<float>("--threshold")
{
    Description = "From which probability on a message is spam, 0 to 1.",
    HelpName = "NUMBER",
    DefaultValueFactory = _ => 0.5f,
    CustomParser = ParseProbability,
};
var command = new RootCommand("Finds spam among text messages with an int8 language model made by the build.") { file, filter, threshold };

command.SetAction(arguments =>
{
    try
    {
        var path = arguments.GetRequiredValue(file);
        var lines = path == "-" ? ReadLines(Console.In) : File.ReadLines(path);
        using var detector = new SpamDetector(new WordTokenizer(Path.Combine(AppContext.BaseDirectory, "vocab.txt")));
        var report = new FilterReport(detector, arguments.GetValue(threshold));
        if (arguments.GetValue(filter))
        {
            report.Filter(lines, Console.Out);
        }
        else
        {
            report.Print(lines, Console.Out);
        }

        return 0;
    }
    catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine($"error: {exception.Message}");
        return 1;
    }
});
return command.Parse(args).Invoke();

static float ParseProbability(ArgumentResult result)
{
    var text = result.Tokens is [var token] ? token.Value : "";
    if (!float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || value is not (>= 0 and <= 1))
    {
        result.AddError($"--threshold takes a number from 0 to 1, not '{text}'.");
    }

    return value;
}

static IEnumerable<string> ReadLines(TextReader reader)
{
    while (reader.ReadLine() is { } line)
    {
        yield return line;
    }
}
