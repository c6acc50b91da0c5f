using System.CommandLine;
using QuantGen.Compiler;
using QuantGen.Tool.CommandLine;
using QuantGen.Tool.Commands;
using Xunit;

namespace QuantGen.EndToEnd.Tests.CommandLine;

/// <summary>The options that verbs share say all that the attribute says.</summary>
public sealed class QuantizationOptionSetTests
{
    /// <summary>By property of the attribute: arguments that set it, and what they come to.</summary>
    private static readonly Dictionary<string, (string[] Arguments, Func<CompileRequest, object?> Read, object Expected)> Properties = new()
    {
        [nameof(QuantizeAttribute.Mode)] = (["--mode", "weight-only"], request => request.Options.Mode, QuantizationMode.WeightOnly),
        [nameof(QuantizeAttribute.Model)] = ([], request => request.ModelPath, "model.onnx"),
        [nameof(QuantizeAttribute.Calibration)] = (["--calibration", "a b.csv"], request => request.CalibrationPath, "a b.csv"),
        [nameof(QuantizeAttribute.Method)] =
            (["--method", "mean-squared-error"], request => request.Options.Method, CalibrationMethod.MeanSquaredError),
        [nameof(QuantizeAttribute.Percentile)] = (["--method", "percentile", "--percentile", "99.5"], request => request.Options.Percentile, 99.5),
        [nameof(QuantizeAttribute.HistogramBins)] = (["--histogram-bins", "4096"], request => request.Options.HistogramBins, 4096),
        [nameof(QuantizeAttribute.ScaleTable)] = (["--scale-table", "a.json"], request => request.ScaleTablePath, "a.json"),
        [nameof(QuantizeAttribute.PerChannel)] = (["--per-tensor"], request => request.Options.PerChannel, false),
        [nameof(QuantizeAttribute.ActivationScale)] =
            (["--mode", "dynamic", "--activation-scale", "per-tensor"], request => request.Options.ActivationScale, ActivationScale.PerTensor),
        [nameof(QuantizeAttribute.WeightFormat)] = ([.. WeightOnly, "--weight-format", "bfloat16"], request => request.Options.WeightFormat, WeightFormat.BFloat16),
        [nameof(QuantizeAttribute.BlockSize)] = ([.. WeightOnly, "--weight-format", "int4", "--block-size", "128"], request => request.Options.BlockSize, 128),
        [nameof(QuantizeAttribute.WeightZeroPoint)] =
            ([.. WeightOnly, "--weight-format", "int4", "--weight-zero-point"], request => request.Options.WeightZeroPoint, true),
        [nameof(QuantizeAttribute.WeightScaling)] =
            ([.. WeightOnly, "--weight-scaling", "round-to-nearest"], request => request.Options.WeightScaling, WeightScaling.RoundToNearest),
        [nameof(QuantizeAttribute.KeepFloatOperators)] =
            (["--keep-float-operator", "Conv", "--keep-float-operator", "Add"], request => request.Options.KeepFloatOperators, new[] { "Conv", "Add" }),
        [nameof(QuantizeAttribute.KeepFloatNodes)] =
            (["--keep-float-node", "a", "--keep-float-node", "b"], request => request.Options.KeepFloatNodes, new[] { "a", "b" }),
        [nameof(QuantizeAttribute.MinimumSqnr)] = (["--minimum-sqnr", "30.5"], request => request.Options.MinimumSqnr, 30.5),
    };

    private static string[] WeightOnly => ["--mode", "weight-only"];

    public static TheoryData<string> AttributeProperties =>
        [.. typeof(QuantizeAttribute).GetProperties().Where(property => property.DeclaringType == typeof(QuantizeAttribute)).Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(AttributeProperties))]
    public void EveryPropertyOfTheAttributeHasAnOption(string property)
    {
        var (arguments, read, expected) = Properties[property];
        Assert.Equal(expected, read(Parse(Complete(arguments))));
    }

    [Fact]
    public void WhatIsNotGivenIsAsInTheAttribute()
    {
        var attribute = new QuantizeAttribute(QuantizationMode.Static);
        var options = Parse(Complete()).Options;
        Assert.Equal(
            (attribute.Method, attribute.Percentile, attribute.HistogramBins, attribute.PerChannel, attribute.MinimumSqnr),
            (options.Method, options.Percentile, options.HistogramBins, options.PerChannel, options.MinimumSqnr));
        Assert.Equal(
            (attribute.ActivationScale, attribute.WeightFormat, attribute.BlockSize, attribute.WeightZeroPoint, attribute.WeightScaling),
            (options.ActivationScale, options.WeightFormat, options.BlockSize, options.WeightZeroPoint, options.WeightScaling));
        Assert.Empty(options.KeepFloatNodes.Concat(options.KeepFloatOperators));
    }

    [Theory]
    [InlineData("--mode statik", "'statik' is not a value of '--mode'. Did you mean 'static'? It takes static, dynamic, weight-only.")]
    [InlineData("--method minmax", "Did you mean 'min-max'?")]
    [InlineData("--method percentile --percentile 50", "'50' is not a value of '--percentile'. It takes a number above 50 and at most 100.")]
    [InlineData("--method percentile --percentile 99,9", "'99,9' is not a value")]
    [InlineData("--histogram-bins 255", "It takes a whole number from 256 to 65536.")]
    [InlineData("--histogram-bins 256.5", "It takes a whole number from 256 to 65536.")]
    [InlineData("--minimum-sqnr -1", "It takes a number of decibels, 0 or more.")]
    [InlineData("--minimum-sqnr NaN", "It takes a number of decibels, 0 or more.")]
    [InlineData("--percentile 99", "'--percentile' has an effect only with '--method percentile'.")]
    [InlineData("--mode dynamic --scale-table a.json", "'--scale-table' has an effect only with '--mode static'.")]
    [InlineData("--activation-scale per-tensor", "'--activation-scale' has an effect only with '--mode dynamic'.")]
    [InlineData("--mode weight-only --block-size 64", "'--block-size' has an effect only with '--weight-format int4'.")]
    [InlineData("--mode weight-only --weight-format int4 --block-size 48", "It takes 16, 32, 64, 128 or 256.")]
    public void WrongValuesAreNamed(string arguments, string message)
    {
        var exception = Assert.Throws<UsageException>(() => Parse(Complete(arguments.Split(' '))));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void StaticModeNeedsDataOrAScaleTable()
    {
        Assert.Throws<UsageException>(() => Parse(["--mode", "static"]));
        Assert.NotNull(Parse(["--mode", "static", "--scale-table", "a.json"]));
        Assert.NotNull(Parse(["--mode", "dynamic"]));
    }

    /// <summary>Static mode and some data, unless the arguments say otherwise.</summary>
    private static string[] Complete(params string[] arguments)
    {
        string[] mode = arguments.Contains("--mode") ? [] : ["--mode", "static"];
        string[] data = arguments.Contains("--calibration") ? [] : ["--calibration", "data.csv"];
        return [.. arguments, .. mode, .. data];
    }

    private static CompileRequest Parse(string[] arguments)
    {
        var options = new QuantizationOptionSet(ModelMode.Static, ModelMode.Dynamic, ModelMode.WeightOnly);
        var verb = new Command("verb");
        options.AddTo(verb);
        var result = verb.Parse(arguments);
        return result.Errors.Count == 0
            ? options.ToRequest(result, "model.onnx")
            : throw new UsageException(string.Join('\n', result.Errors.Select(error => error.Message)));
    }
}
