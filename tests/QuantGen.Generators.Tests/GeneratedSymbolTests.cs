using System.Reflection;
using Xunit;

namespace QuantGen.Generators.Tests;

/// <summary>Open dimensions: read off the inputs where these tell them, parameters where they do not.</summary>
public class GeneratedSymbolTests
{
    private delegate void RunSpans(ReadOnlySpan<float> x, Span<float> y);

    private delegate void RunSpansWithLength(ReadOnlySpan<float> x, Span<float> y, int t);

    [Fact]
    public void A_free_symbol_is_read_off_the_length_and_the_arena_grows()
    {
        using var model = Model("symbol T", "[2, T]", rows: "2");
        var run = Method(model).CreateDelegate<RunSpans>(model);

        Assert.Equal([1, 2, 3, 4], Run(4, (x, y) => run(x, y)));
        Assert.Equal(Enumerable.Range(1, 2000).Select(i => (float)(i % 100)), Run(2000, (x, y) => run(x, y)));
        Assert.Equal("x", Assert.Throws<ArgumentException>(() => run(new float[3], new float[3])).ParamName);
        Assert.Equal("x", Assert.Throws<ArgumentException>(() => run([], [])).ParamName);
        Assert.Equal("y", Assert.Throws<ArgumentException>(() => run(new float[4], new float[6])).ParamName);
    }

    [Fact]
    public void Of_two_free_symbols_that_one_length_leaves_open_the_last_is_a_parameter()
    {
        using var model = Model("symbol S\nsymbol T", "[S, T]", rows: "S");
        var run = Method(model).CreateDelegate<RunSpansWithLength>(model);

        Assert.Equal([1, 2, 3, 4, 5, 6], Run(6, (x, y) => run(x, y, 3)));
        Assert.Equal("x", Assert.Throws<ArgumentException>(() => run(new float[6], new float[6], 4)).ParamName);
        Assert.Equal("t", Assert.Throws<ArgumentOutOfRangeException>(() => run(new float[6], new float[6], 0)).ParamName);
    }

    [Fact]
    public void The_chunk_symbol_is_read_off_after_the_others()
    {
        using var model = Model("symbol S chunk 2\nsymbol T", "[S, T]", rows: "S");
        var run = Method(model).CreateDelegate<RunSpansWithLength>(model);

        Assert.Equal(Enumerable.Range(1, 15).Select(i => (float)i), Run(15, (x, y) => run(x, y, 3)));
        Assert.Empty(Run(0, (x, y) => run(x, y, 3)));
    }

    [Fact]
    public void By_name_the_dimensions_of_the_arrays_tell_what_the_lengths_do_not()
    {
        using var model = Model("symbol S\nsymbol T", "[S, T]", rows: "S");
        var y = new float[2, 3];

        model.Run(new Dictionary<string, Array> { ["x"] = new float[,] { { 1, 2, 3 }, { 4, 5, 6 } }, ["y"] = y });

        Assert.Equal([1, 2, 3, 4, 5, 6], y.Cast<float>());
        var flat = new Dictionary<string, Array> { ["x"] = new float[6], ["y"] = y };
        Assert.Contains("pass one with 2", Assert.Throws<ArgumentException>(() => model.Run(flat)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("internal sealed partial class Model;", "Model", "Model")]
    [InlineData("partial struct Outer { partial interface IInner { [Q] private partial class Model; } }", "Outer.IInner.Model", "Outer+IInner+Model")]
    [InlineData(
        "namespace A.@event; partial record struct @class { public partial class @int { [Q] internal partial class @record; } }",
        "A.event.class.int.record",
        "A.event.class+int+record")]
    public void A_class_may_stand_anywhere(string code, string className, string metadataName)
    {
        using var model = Model("symbol T", "[2, T]", rows: "2", code, className, metadataName);
        var run = Method(model).CreateDelegate<RunSpans>(model);
        Assert.Equal([1, 2, 3, 4], Run(4, (x, y) => run(x, y)));
    }

    [Fact]
    public void Names_that_mean_something_in_csharp_or_in_the_class_are_changed()
    {
        var plan = Plan("symbol T", "[2, T]", "2", "Model")
            .Replace("input x \"x\"", "input in \"<in> \\\"&\\\" \\\\n\"", StringComparison.Ordinal)
            .Replace("%x", "%in", StringComparison.Ordinal)
            .Replace("output y", "output run_steps", StringComparison.Ordinal)
            .Replace("%y", "%run_steps", StringComparison.Ordinal)
            .Replace("step quantize ", "step run ", StringComparison.Ordinal)
            .Replace("step dequantize ", "step quantization ", StringComparison.Ordinal)
            .Replace("symbol T", "symbol rows", StringComparison.Ordinal)
            .Replace("T", "rows", StringComparison.Ordinal);

        using var model = Load(Declaration("partial class Model;"), plan, "Model");
        var run = Method(model).CreateDelegate<RunSpans>(model);

        Assert.Equal(["in", "runSteps"], Method(model).GetParameters().Select(parameter => parameter.Name!));
        Assert.Equal("<in> \"&\" \\n", model.Inputs[0].Name);
        Assert.Equal([1, 2, 3, 4], Run(4, (x, y) => run(x, y)));
    }

    private static float[] Run(int length, Action<float[], float[]> run)
    {
        var y = new float[length];
        run([.. Enumerable.Range(1, length).Select(i => (float)(i % 100))], y);
        return y;
    }

    private static MethodInfo Method(IQuantizedModel model)
    {
        return model.GetType().GetMethods().Single(method =>
            method.Name == "Run" && method.GetParameters()[0].ParameterType == typeof(ReadOnlySpan<float>));
    }

    private static IQuantizedModel Model(
        string symbols,
        string shape,
        string rows,
        string code = "public partial class Model;",
        string className = "Model",
        string metadataName = "Model")
    {
        return Load(Declaration(code), Plan(symbols, shape, rows, className), metadataName);
    }

    private static IQuantizedModel Load(string source, string plan, string metadataName)
    {
        var assembly = GeneratorHarness.Load(GeneratorHarness.Run(source, plan));
        return (IQuantizedModel)Activator.CreateInstance(assembly.GetType(metadataName, throwOnError: true)!)!;
    }

    private static string Declaration(string code)
    {
        const string Attribute = "[QuantGen.Quantize(QuantGen.QuantizationMode.Static, Calibration = \"c.csv\")]";
        return code.Contains("[Q]", StringComparison.Ordinal) ? code.Replace("[Q]", Attribute, StringComparison.Ordinal) : Attribute + code;
    }

    /// <summary>Quantizes <c>[rows, T]</c> and dequantizes it: whole numbers up to 127 come out as they went in.</summary>
    private static string Plan(string symbols, string shape, string rows, string className)
    {
        return $"""
            quantgen-plan 1
            class "{className}"
            request {GeneratorHarness.Request}
            model "m.onnx" {SnippetSamples.Hash}
            mode Static
            {symbols}
            input x "x" float32 {shape}
            output y "y" float32 {shape}
            weights 0 {SnippetSamples.Hash}
            arena {(symbols.Contains("chunk", StringComparison.Ordinal) ? "2" : rows)} * ((T + 3) / 4) * 4
            tensor q "-" uint8 [{rows}, ((T + 3) / 4) * 4] at 0 scale 1 zero 0
            step quantize "" Quantization.Quantize
              input = %x
              output = %q
              rows = {rows}
              columns = T
              scale = 1f
              zeroPoint = 0
            step dequantize "" Quantization.Dequantize
              input = %q
              output = %y
              rows = {rows}
              columns = T
              scale = 1f
              zeroPoint = 0

            """;
    }
}
