using Microsoft.CodeAnalysis.CSharp;
using QuantGen.Declarations;
using Xunit;

namespace QuantGen.Generators.Tests;

/// <summary>Reading declarations from syntax alone, as the tool does.</summary>
public class DeclarationReaderTests
{
    [Fact]
    public void Every_argument_is_read()
    {
        var request = Read(""""
            using static QuantGen.QuantizationMode;
            namespace A.B
            {
                namespace C
                {
                    partial class Outer
                    {
                        [QuantGen.QuantizeAttribute(Static, Model = @"models\m.onnx", Calibration = """data.csv""",
                            Method = QuantGen.CalibrationMethod.Percentile,
                            Percentile = 99.5, HistogramBins = 4_096, ScaleTable = "s.json", PerChannel = false,
                            KeepFloatOperators = ["Softmax", "Gelu"], KeepFloatNodes = new string[] { "n1" }, MinimumSqnr = (20))]
                        partial class Inner;
                    }
                }
            }
            """");

        Assert.Equal("A.B.C.Outer.Inner", request.ClassName);
        Assert.Equal(("Static", "models\\m.onnx", "data.csv"), (request.Mode, request.Model, request.Calibration));
        Assert.Equal(("Percentile", 99.5, 4096), (request.Method, request.Percentile, request.HistogramBins));
        Assert.Equal(("s.json", false, 20.0), (request.ScaleTable, request.PerChannel, request.MinimumSqnr));
        Assert.Equal(["Softmax", "Gelu"], request.KeepFloatOperators);
        Assert.Equal(["n1"], request.KeepFloatNodes);
    }

    [Fact]
    public void Defaults_are_those_of_the_attribute()
    {
        var request = Read("[QuantGen.Quantize(QuantizationMode.Static, Calibration = \"c\", Model = null)] partial class Digits;");
        var attribute = new QuantizeAttribute(QuantizationMode.Static);

        Assert.Equal("Digits.onnx", request.Model);
        var properties = typeof(QuantizeAttribute).GetProperties()
            .Where(property => property.CanWrite && property.Name is not ("Model" or "Calibration"));
        foreach (var property in properties)
        {
            var (expected, actual) = (property.GetValue(attribute), typeof(QuantizeRequest).GetProperty(property.Name)!.GetValue(request));
            Assert.Equal(expected is Enum ? expected.ToString() : expected, actual);
        }
    }

    [Theory]
    [InlineData("using Q = QuantGen.QuantizeAttribute; [Q(QuantizationMode.Static, Calibration = \"c\")] partial class M;", 1)]
    [InlineData("using Mode = QuantGen.QuantizationMode; [Quantize(Mode.Static, Calibration = \"c\")] partial class M;", 1)]
    [InlineData("[global::QuantGen.Quantize(QuantizationMode.Static, Calibration = \"c\")] partial class M;", 1)]
    [InlineData("[Other.Quantize(QuantizationMode.Static, Calibration = \"c\")] partial class M;", 0)]
    [InlineData("[Quantized] partial class M;", 0)]
    [InlineData("[Quantize(Static, Calibration = \"c\")] partial class M; [Quantize(Static, Calibration = \"c\")] partial class N;", 2)]
    [InlineData("[Quantize", 0)]
    [InlineData("[Quantize(] partial class M;", 1)]
    public void Declarations_are_found_by_name(string code, int count)
    {
        Assert.Equal(count, QuantizeDeclarationReader.ReadAll(CSharpSyntaxTree.ParseText(code)).Count);
    }

    [Fact]
    public void Each_argument_and_the_class_change_the_hash()
    {
        const string Code = "namespace A; [Quantize(Static, Calibration = \"c\")] partial class M;";
        string[] changes =
        [
            Code.Replace("A;", "B;", StringComparison.Ordinal),
            Code.Replace("\"c\"", "\"d\"", StringComparison.Ordinal),
            With(Code, "Model = \"n.onnx\""), With(Code, "Method = CalibrationMethod.Entropy"), With(Code, "Percentile = 99"),
            With(Code, "HistogramBins = 512"), With(Code, "ScaleTable = \"s\""), With(Code, "PerChannel = false"),
            With(Code, "KeepFloatOperators = [\"a\"]"), With(Code, "KeepFloatNodes = [\"a\"]"), With(Code, "MinimumSqnr = 1"),
        ];

        var hashes = changes.Append(Code).Select(code => Read(code).Hash).ToList();
        Assert.Equal(hashes.Count, hashes.Distinct().Count());
        Assert.All(hashes, hash => Assert.Matches("^sha256:[0-9a-f]{64}$", hash));
    }

    [Fact]
    public void What_means_the_same_has_the_same_hash()
    {
        const string Code = "[Quantize(Static, Calibration = \"c\")] partial class M;";
        Assert.Equal(Read(Code).Hash, Read(With(Code, "Percentile = 99.99, HistogramBins = 2048, Model = @\"M.onnx\", ScaleTable = null")).Hash);
        Assert.Equal(Read(With(Code, "KeepFloatNodes = [\"a\", \"b\"]")).Hash, Read(With(Code, "KeepFloatNodes = [\"b\", \"a\", \"b\"]")).Hash);
    }

    [Fact]
    public void Argument_that_the_attribute_does_not_have_is_left_to_the_compiler()
    {
        var declaration = Assert.Single(QuantizeDeclarationReader.ReadAll(
            CSharpSyntaxTree.ParseText("[Quantize(Static, Modl = \"m.onnx\", Calibration = \"c\")] partial class M;")));

        Assert.False(declaration.IsValid);
        Assert.Empty(declaration.Diagnostics);
    }

    private static string With(string code, string argument)
    {
        return code.Replace("\"c\"", "\"c\", " + argument, StringComparison.Ordinal);
    }

    private static QuantizeRequest Read(string code)
    {
        var declaration = Assert.Single(QuantizeDeclarationReader.ReadAll(CSharpSyntaxTree.ParseText(code)));
        Assert.DoesNotContain(declaration.Diagnostics, diagnostic => diagnostic.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error);
        return declaration.Request!;
    }
}
