using Xunit;

namespace QuantGen.Generators.Tests;

/// <summary>Code fixes of what is wrong with a declaration by itself.</summary>
public class CodeFixTests
{
    private const string Attribute = "[Quantize(QuantizationMode.Static, Calibration = \"c.csv\")]";

    [Theory]
    [InlineData("// Mine.\n{0}\npublic sealed class Model;", "// Mine.\n{0}\npublic sealed partial class Model;")]
    [InlineData("{0}\n// Mine.\nclass Model\n{{\n}}", "{0}\n// Mine.\npartial class Model\n{{\n}}")]
    [InlineData(
        "/// <summary>Outer.</summary>\nstruct Outer {{ {0} partial class Model; }}",
        "/// <summary>Outer.</summary>\npartial struct Outer {{ {0} partial class Model; }}")]
    public async Task Partial_is_added_where_it_is_missing(string before, string after)
    {
        var (title, text) = await CodeFixHarness.FixAsync(Complete(before));

        Assert.StartsWith("Make '", title, StringComparison.Ordinal);
        Assert.Equal(Complete(after), text);
    }

    [Fact]
    public async Task Partial_is_added_to_all_types_at_once()
    {
        var text = await CodeFixHarness.FixAllAsync(Complete("class A {{ class B {{ {0} partial class Model; }} }}"), "QG0002");

        Assert.Equal(Complete("partial class A {{ partial class B {{ {0} partial class Model; }} }}"), text);
    }

    [Theory]
    [InlineData("{0}\n// Mine.\nstatic partial class Model;", "{0}\n// Mine.\npartial class Model;")]
    [InlineData("{0} public abstract partial class Model;", "{0} public partial class Model;")]
    [InlineData("{0} file partial class Model;", "{0} partial class Model;")]
    public async Task A_modifier_that_stands_in_the_way_is_removed(string before, string after)
    {
        Assert.Equal(Complete(after), (await CodeFixHarness.FixAsync(Complete(before))).Text);
    }

    [Theory]
    [InlineData("{0} partial class Model<T>;")]
    [InlineData("{0} partial record Model;")]
    public async Task What_changes_the_meaning_of_a_type_is_left_to_a_person(string code)
    {
        Assert.Empty(await CodeFixHarness.TitlesAsync(Complete(code)));
    }

    [Theory]
    [InlineData("Calibration = Paths.Folder + \"/c.csv\"", "Calibration = \"data/c.csv\"")]
    [InlineData("Calibration = $\"{Paths.Folder}/c.csv\"", "Calibration = \"data/c.csv\"")]
    [InlineData("Calibration = \"c.csv\", HistogramBins = 2 * 1024", "Calibration = \"c.csv\", HistogramBins = 2048")]
    [InlineData("Calibration = \"c.csv\", MinimumSqnr = Paths.Bound", "Calibration = \"c.csv\", MinimumSqnr = 30.5")]
    [InlineData("Calibration = \"c.csv\", PerChannel = !true", "Calibration = \"c.csv\", PerChannel = false")]
    [InlineData("Calibration = \"c.csv\", Method = (CalibrationMethod)3", "Calibration = \"c.csv\", Method = CalibrationMethod.Entropy")]
    public async Task A_constant_is_written_out(string before, string after)
    {
        const string Paths = "static class Paths { public const string Folder = \"data\"; public const double Bound = 30.5; }";
        var source = $"using QuantGen; {Paths} [Quantize(QuantizationMode.Static, {before})] partial class Model;";

        Assert.Equal(source.Replace(before, after, StringComparison.Ordinal), (await CodeFixHarness.FixAsync(source)).Text);
    }

    [Theory]
    [InlineData("Dynamic, Percentile = 99", "Dynamic")]
    [InlineData("Dynamic, Percentile = 99, Model = \"m.onnx\"", "Dynamic, Model = \"m.onnx\"")]
    [InlineData("Dynamic,\n    Model = \"m.onnx\",\n    Percentile = 99", "Dynamic,\n    Model = \"m.onnx\"")]
    [InlineData("Dynamic,\n    Percentile = 99,\n    Model = \"m.onnx\"", "Dynamic,\n    Model = \"m.onnx\"")]
    public async Task An_argument_that_the_mode_does_not_use_is_removed(string before, string after)
    {
        var (title, text) = await CodeFixHarness.FixAsync(Declare(before));

        Assert.Equal("Remove 'Percentile'", title);
        Assert.Equal(Declare(after), text);
    }

    [Fact]
    public async Task All_unused_arguments_are_removed_at_once()
    {
        const string Before = "Dynamic, Method = CalibrationMethod.MinMax, Percentile = 99, Model = \"m.onnx\", HistogramBins = 512, ScaleTable = \"s.json\"";

        Assert.Equal(Declare("Dynamic, Model = \"m.onnx\""), await CodeFixHarness.FixAllAsync(Declare(Before), "QG0007"));
    }

    [Theory]
    [InlineData("Static", "Static, Calibration = \"calibration.csv\"")]
    [InlineData("Static, Model = \"m.onnx\"", "Static, Model = \"m.onnx\", Calibration = \"calibration.csv\"")]
    public async Task Calibration_is_added_before_any_build(string before, string after)
    {
        var (title, text) = await CodeFixHarness.FixAsync(Declare(before));

        Assert.Equal("Set 'Calibration' to 'calibration.csv'", title);
        Assert.Equal(Declare(after), text);
    }

    private static string Complete(string code)
    {
        return "using QuantGen;\n" + string.Format(System.Globalization.CultureInfo.InvariantCulture, code, Attribute);
    }

    private static string Declare(string arguments)
    {
        return $"using QuantGen;\nusing static QuantGen.QuantizationMode;\n[Quantize({arguments})]\npartial class Model;\n";
    }
}
