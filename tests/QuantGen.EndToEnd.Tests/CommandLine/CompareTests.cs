using System.Globalization;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.CommandLine;

/// <summary><c>quantgen compare</c>: what it prints, what it writes, and what it refuses.</summary>
public sealed class CompareTests(DigitsFolder folder) : IClassFixture<DigitsFolder>
{
    private const string Static = "digits.onnx --mode static --calibration calibration.csv";
    private const string Digits = Static + " --data test.csv --labels test.csv";

    [Fact]
    public void PageSaysWhatIsLost()
    {
        var output = Compare(Digits).Succeeded().Output;
        Assert.StartsWith("digits.onnx: int8 against float on 500 samples", output, StringComparison.Ordinal);
        Assert.Matches(@"\n  scores +\d\d\.\d dB +0\.999\d\d +\S+ +- +-\r?\n", output);
        Assert.Matches(@"same class: 9\d\.\d % of 500, \d flips?", output);
        Assert.Matches(@"accuracy: 99\.\d % float, 9[89]\.\d % int8", output);
        Assert.Matches(@"\n  \S+ +Conv +\d\d\.\d dB +\d\d\.\d dB +", output);
    }

    [Fact]
    public void JsonHasTheDocumentedNames()
    {
        var root = Json($"{Digits} --json");
        Assert.Equal(["outputs", "top1Agreement", "flips", "accuracyFloat", "accuracyQuantized", "layers"], Names(root));
        var output = root.GetProperty("outputs")[0];
        Assert.Equal(["name", "sqnrDb", "cosine", "maxAbs", "klMean", "klP99"], Names(output));
        Assert.InRange(output.GetProperty("sqnrDb").GetDouble(), 30, 60);
        Assert.InRange(output.GetProperty("cosine").GetDouble(), 0.999, 1);
        Assert.Equal(JsonValueKind.Null, output.GetProperty("klMean").ValueKind);
        var flips = root.GetProperty("flips").GetInt32();
        Assert.Equal(1 - (flips / 500.0), root.GetProperty("top1Agreement").GetDouble(), 1e-9);
        var (inFloat, inInt8) = (root.GetProperty("accuracyFloat").GetDouble(), root.GetProperty("accuracyQuantized").GetDouble());
        Assert.InRange(inFloat, 0.985, 1);
        Assert.InRange(Math.Abs(inFloat - inInt8), 0, (flips / 500.0) + 1e-9);
        var layers = root.GetProperty("layers").EnumerateArray().ToArray();
        Assert.All(layers, layer => Assert.Equal(["name", "node", "operator", "sqnrDb", "addedSqnrDb", "maxAbs"], Names(layer)));
        Assert.Equal("scores", layers[^1].GetProperty("name").GetString());
        Assert.Equal(output.GetProperty("sqnrDb").GetDouble(), layers[^1].GetProperty("sqnrDb").GetDouble());
    }

    [Fact]
    public void WhatDoesNotApplyIsNullAndWhatIsExactSaysSo()
    {
        var root = Json($"{Static} --data test.csv --keep-float-operator Conv --keep-float-operator Gemm --json");
        Assert.Equal(JsonValueKind.Null, root.GetProperty("accuracyFloat").ValueKind);
        Assert.Equal(1, root.GetProperty("top1Agreement").GetDouble());
        Assert.Empty(root.GetProperty("layers").EnumerateArray());
        var output = root.GetProperty("outputs")[0];
        Assert.Equal(JsonValueKind.Null, output.GetProperty("sqnrDb").ValueKind);
        Assert.True(output.GetProperty("exact").GetBoolean());
        Assert.Equal(0, output.GetProperty("maxAbs").GetDouble());
    }

    [Fact]
    public void ReportIsOneWellFormedPageThatNeedsNothingElse()
    {
        Compare($"{Digits} --report report.html").Succeeded();
        var text = File.ReadAllText(folder["report.html"]);
        Assert.Contains(
            ["image", "float32 [batch, 1, 8, 8]", "0 to 1"],
            Load(text).Descendants("tr").Select(row => row.Elements("td").Select(cell => cell.Value).ToArray()));
        Assert.DoesNotContain("http:", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https:", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script", text, StringComparison.OrdinalIgnoreCase);
        var page = Load(text);
        Assert.Equal("verdict good", page.Descendants("main").Single().Elements().First().Attribute("class")!.Value);

        var shown = page.Descendants("li").SelectMany(item => item.Descendants("span")).Select(span => span.Value).ToHashSet();
        foreach (var layer in Json($"{Digits} --json").GetProperty("layers").EnumerateArray())
        {
            Assert.Contains(layer.GetProperty("name").GetString()!, shown);
        }

        Compare($"{Digits} --report again.html").Succeeded();
        Assert.Equal(WithoutTimes(text), WithoutTimes(File.ReadAllText(folder["again.html"])));
    }

    [Fact]
    public void NamesInAModelAreTextInTheReport()
    {
        const string Name = "<script>alert('&\u0001')</script>\"";
        var model = new OnnxModelBuilder(opset: 13)
            .Input<float>("x", "N, 4")
            .Constant<float>("w", [1, -2, 3, -4, 5, -6, 7, -8], 4, 2)
            .Node("MatMul", ["x", "w"], [Name])
            .Node("Softmax", [Name], ["p"])
            .Output<float>("p");
        File.WriteAllBytes(folder["names.onnx"], model.ToBytes());
        File.WriteAllText(folder["some.csv"], "1,2,3,4\n-1,0,1,0.5\n0.25,0.5,-1,1\n1,0,2,3\n0.5,1,-1,2\n");
        File.WriteAllText(folder["other.csv"], "1,2,3,3\n-1,0.5,1,0.5\n");
        const string Arguments = "names.onnx --mode static --calibration some.csv --data other.csv";
        var output = Json($"{Arguments} --json --report names.html").GetProperty("outputs")[0];
        Assert.InRange(output.GetProperty("klMean").GetDouble(), 0, output.GetProperty("klP99").GetDouble());
        var text = File.ReadAllText(folder["names.html"]);
        Assert.DoesNotContain("<script", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(Name.Replace('\u0001', '\uFFFD'), Load(text).Descendants("li").SelectMany(item => item.Descendants("span")).Select(span => span.Value));
    }

    [Fact]
    public void CalibrationDataIsNoTest()
    {
        var result = Compare($"{Static} --data calibration.csv");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("calibration.csv: warning QG0243: ", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void DataThatDoesNotExistIsNotCalledCalibrationData()
    {
        var result = Compare($"{Static} --data tset.csv");
        result.FailedWith("QG0222");
        Assert.Contains("The data 'tset.csv' does not exist. Did you mean 'test.csv'? Put it there or correct its path.", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(16, "Input 'image' holds 0 to 1 here, and its 8 bits cover 0 to 16: most of them are not used.")]
    [InlineData(1.0 / 16, "Input 'image' holds 0 to 1 here, and its 8 bits cover 0 to 0.0625: what lies beyond saturates.")]
    public void DataOnAnotherScaleThanCalibrationIsAWarning(double scale, string message)
    {
        var rows = File.ReadLines(folder["calibration.csv"]).Skip(1).Take(10)
            .Select(row => row.Split(',').Select(cell => (scale * double.Parse(cell, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture)));
        File.WriteAllLines(folder["scaled.csv"], rows.Select(row => string.Join(',', row)));

        var result = Compare("digits.onnx --mode static --method min-max --calibration scaled.csv --data test.csv");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains($"test.csv: warning QG0244: {message}", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void BoundIsThatOfTheData()
    {
        var result = Compare("digits.onnx --mode dynamic --data test.csv --minimum-sqnr 200");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("quantgen: error QG0241: Output 'scores' has an SQNR of ", result.Errors, StringComparison.Ordinal);
        Assert.Contains("dB on the 500 samples of 'test.csv', under MinimumSqnr = 200.0", result.Errors, StringComparison.Ordinal);
        Assert.Contains("same class: ", result.Output, StringComparison.Ordinal);
        Assert.Empty(Compare("digits.onnx --mode dynamic --data test.csv --minimum-sqnr 20").Succeeded().Errors);
    }

    [Theory]
    [InlineData(Static, "Option '--data' is required.")]
    [InlineData("digits.onnx --data test.csv", "Option '--mode' is required.")]
    [InlineData("digits.onnx --data test.csv --mode static", "Static mode needs calibration data")]
    [InlineData(Static + " --data test.csv --label test.csv", "Did you mean '--labels'?")]
    public void WrongArgumentsAreUsageErrors(string arguments, string message)
    {
        Compare(arguments).IsUsageError(message);
    }

    [Theory]
    [InlineData(Static + " --data missing.csv", "QG0222")]
    [InlineData(Static + " --data test.csv --labels missing.csv", "QG0242")]
    [InlineData(Static + " --data test.csv --labels calibration.csv", "QG0242")]
    [InlineData(Static + " --data test.csv --report test.csv", "QG0105")]
    [InlineData(Static + " --data test.csv --report nowhere/report.html", "QG0106")]
    public void FailuresAreDiagnosed(string arguments, string id)
    {
        Compare(arguments).FailedWith(id);
    }

    /// <summary>All but times is the same every time.</summary>
    private static string WithoutTimes(string page)
    {
        var document = Load(page);
        document.Descendants().Where(element => element.Attribute("class")?.Value == "time").Remove();
        return document.ToString();
    }

    private static XDocument Load(string page)
    {
        using var reader = XmlReader.Create(new StringReader(page), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }

    private static IEnumerable<string> Names(JsonElement element)
    {
        return element.EnumerateObject().Select(member => member.Name);
    }

    private JsonElement Json(string arguments)
    {
        return JsonDocument.Parse(Compare(arguments).Succeeded().Output).RootElement;
    }

    private ProcessResult Compare(string arguments)
    {
        return QuantGenProcess.Run(folder.Path, ["compare", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
    }
}
