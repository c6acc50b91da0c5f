using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Samples;

/// <summary>The digits sample as a user runs it.</summary>
public sealed partial class DigitsTests : IDisposable
{
    /// <summary>The data's grey levels.</summary>
    private const int White = 16;

    private readonly SampleProgram _program = new("Digits");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("quantgen-digits-");

    public void Dispose()
    {
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void ComparesFloatWithInt8OnHeldOutImages()
    {
        var run = _program.Run();
        Assert.True(run.ExitCode == 0, run.Errors);
        var line = AccuracyLine().Match(run.LastLine);
        Assert.True(line.Success, $"The last line is: {run.LastLine}");
        Assert.Equal(500, int.Parse(line.Groups["images"].Value, CultureInfo.InvariantCulture));
        var inFloat = double.Parse(line.Groups["float"].Value, CultureInfo.InvariantCulture);
        var inInt8 = double.Parse(line.Groups["int8"].Value, CultureInfo.InvariantCulture);
        Assert.InRange(inFloat, 0.985, 1);
        // Half a percent of the images, and half of the last printed digit.
        Assert.InRange(inInt8, inFloat - 0.0055, 1);
    }

    [Fact]
    public void ReadsTheSamePixelsFromEveryFormat()
    {
        var (pixels, digit) = TestImage();
        var line = Read("line.csv", Encoding.ASCII.GetBytes(string.Join(',', pixels.Select(pixel => Text(pixel / (double)White)))));
        Assert.Equal($"digit: float {digit}, int8 {digit}", line.LastLine);
        var larger = Enlarge(pixels, 4);
        Assert.Equal(line, Read("small.pgm", Pgm("P5\n8 8\n16\n", pixels, sizeof(byte))));
        Assert.Equal(line, Read("large.pgm", Pgm("P5 # by a test\n32 32\n16\n", larger, sizeof(byte))));
        Assert.Equal(line, Read("deep.pgm", Pgm("P5\n8 8\n4096\n", [.. pixels.Select(pixel => pixel * 256)], sizeof(ushort))));
        Assert.Equal(line, Read("text.pgm", Encoding.ASCII.GetBytes($"P2\n# ink is 16\n32 32\n16\n{string.Join('\n', larger)}\n")));
        Assert.Equal(line, Read("paper.pgm", Pgm("P5\n8 8\n16\n", [.. pixels.Select(pixel => White - pixel)], sizeof(byte)), "--invert"));
    }

    [Theory]
    [InlineData("", "neither a PGM image")]
    [InlineData("0,1,0", "neither a PGM image")]
    [InlineData("P5", "width")]
    [InlineData("P5 8", "height")]
    [InlineData("P5 8 8 70000 ", "white")]
    [InlineData("P5 8 8 255 too short", "ends before its 64 pixels")]
    [InlineData("P5 16384 16384 255 too short", "ends before")]
    [InlineData("P5 99999 8 255 ", "width of the PGM image is 99999")]
    [InlineData("P5 1 1 9 x", "pixel 1 of 1 of the PGM image is 120; 0 to 9")]
    [InlineData("P2 2 1 9 1 x", "pixel 2 of 2")]
    [InlineData("P2 2 1 9 1 99999999999", "pixel 2 of 2")]
    public void RefusesADamagedImage(string content, string message)
    {
        AssertRefused(Read("damaged", Encoding.ASCII.GetBytes(content)), message);
    }

    [Theory]
    [InlineData("2")]
    [InlineData("NaN")]
    [InlineData("x")]
    public void RefusesAPixelOutOfRange(string pixel)
    {
        var line = string.Join(',', Enumerable.Repeat("0", 63).Append(pixel));
        AssertRefused(Read("line.csv", Encoding.ASCII.GetBytes(line)), $"pixel 64 is '{pixel}'");
    }

    [Fact]
    public void RefusesAFileThatIsNotThere()
    {
        AssertRefused(_program.Run("--image", Path.Combine(_folder.FullName, "missing.pgm")), "missing.pgm");
        AssertRefused(_program.Run("--image", _folder.FullName), "is a folder");
    }

    [Fact]
    public void ExplainsItsOptions()
    {
        var run = _program.Run("--help");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("--image", run.Output, StringComparison.Ordinal);
        Assert.Equal(1, _program.Run("--imag").ExitCode);
    }

    [GeneratedRegex(@"^accuracy: float (?<float>\d\.\d{3}), int8 (?<int8>\d\.\d{3}), images (?<images>\d+)$")]
    private static partial Regex AccuracyLine();

    private static void AssertRefused(SampleRun run, string message)
    {
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("error: ", run.Errors, StringComparison.Ordinal);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        Assert.Single(run.Errors.TrimEnd().Split('\n'));
        Assert.Empty(run.Output);
    }

    /// <summary>An image of the sample's test data, in grey levels, and its digit.</summary>
    private (int[] Pixels, int Digit) TestImage()
    {
        var row = File.ReadLines(Path.Combine(_program.Folder, "test.csv")).ElementAt(1).Split(',');
        var values = row.Select(value => double.Parse(value, CultureInfo.InvariantCulture)).ToArray();
        return ([.. values[..64].Select(value => (int)(value * White))], (int)values[64]);
    }

    private SampleRun Read(string file, byte[] content, params string[] options)
    {
        var path = Path.Combine(_folder.FullName, file);
        File.WriteAllBytes(path, content);
        return _program.Run(["--image", path, .. options]);
    }

    private static byte[] Pgm(string header, int[] pixels, int size)
    {
        var bytes = new byte[pixels.Length * size];
        for (var i = 0; i < pixels.Length; i++)
        {
            if (size == sizeof(byte))
            {
                bytes[i] = (byte)pixels[i];
            }
            else
            {
                BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(i * size), (ushort)pixels[i]);
            }
        }

        return [.. Encoding.ASCII.GetBytes(header), .. bytes];
    }

    /// <summary>Repeats every pixel of an 8 x 8 image in both directions.</summary>
    private static int[] Enlarge(int[] pixels, int factor)
    {
        var side = 8 * factor;
        return [.. Enumerable.Range(0, side * side).Select(i => pixels[(i / side / factor * 8) + (i % side / factor)])];
    }

    private static string Text(double value)
    {
        return value.ToString(CultureInfo.InvariantCulture);
    }
}
