using System.CommandLine;
using System.Text;
using Samples.Digits;

Console.OutputEncoding = Encoding.UTF8;

var image = new Option<FileInfo?>("--image")
{
    Description = "Read this image instead: a PGM file (P2 or P5) of any size, cropped to one bright digit on a dark ground, "
        + "or a text file with one line of 64 pixels, 0 (ground) to 1 (digit), with commas between them.",
    HelpName = "FILE",
};
var invert = new Option<bool>("--invert") { Description = "The digit of --image is dark on a bright ground." };
var command = new RootCommand(
    "Reads handwritten digits with an int8 model made by the build, and compares it with the float model that it comes from.")
{
    image,
    invert,
};

command.SetAction(arguments =>
{
    try
    {
        var model = Path.Combine(AppContext.BaseDirectory, "digits.onnx");
        if (arguments.GetValue(image) is { } file)
        {
            var pixels = DigitImage.Load(file.FullName, arguments.GetValue(invert));
            using var readers = new DigitReaders(model);
            ImageReport.Print(readers, pixels);
        }
        else
        {
            using var readers = new DigitReaders(model);
            ComparisonReport.Print(readers, LabelledImages.Load(Path.Combine(AppContext.BaseDirectory, "test.csv")));
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
