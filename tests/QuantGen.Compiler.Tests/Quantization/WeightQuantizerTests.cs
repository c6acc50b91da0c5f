using QuantGen.Compiler.Quantization;
using QuantGen.Compiler.Tests.Calibration.Ranges;
using Xunit;

namespace QuantGen.Compiler.Tests.Quantization;

public sealed class WeightQuantizerTests
{
    [Fact]
    public void Scale_is_the_largest_magnitude_of_the_channel_over_127()
    {
        float[] weights = [1, -127, 0, 0, 2.54f, 1.27f];

        Assert.Equal([1, 1, 2.54f / 127], WeightQuantizer.ChooseScales(weights, [3, 2], 0, WeightClipping.None));
        Assert.Equal([2.54f / 127, 1], WeightQuantizer.ChooseScales(weights, [3, 2], 1, WeightClipping.None).Order());
        Assert.Equal([1], WeightQuantizer.ChooseScales(weights, [3, 2], null, WeightClipping.None));
    }

    [Fact]
    public void Channels_run_along_the_axis()
    {
        float[] weights = [1, 2, 3, 40, 50, 60, 7, 8, 9, 100, 110, 120];

        Assert.Equal([9f / 127, 120f / 127], WeightQuantizer.ChooseScales(weights, [2, 2, 3], 1, WeightClipping.None));
        Assert.Equal(
            [14, 28, 42, 42, 53, 64, 99, 113, 127, 106, 116, 127],
            WeightQuantizer.Quantize(weights, [2, 2, 3], 1, [9f / 127, 120f / 127]).Select(value => (int)value));
    }

    [Fact]
    public void Values_round_to_even_and_never_reach_minus_128()
    {
        var quantized = WeightQuantizer.Quantize([-300, -1.5f, 0.5f, 1.5f, 2.5f, 300], [6], null, [1]);

        Assert.Equal([-127, -2, 0, 2, 2, 127], quantized.Select(value => (int)value));
    }

    [Fact]
    public void Weights_too_small_for_a_normal_scale_are_zero()
    {
        var scales = WeightQuantizer.ChooseScales([1e-44f, -1e-44f], [2], null, WeightClipping.None);

        Assert.Equal([1], scales);
        Assert.Equal([0, 0], WeightQuantizer.Quantize([1e-44f, -1e-44f], [2], null, scales).Select(value => (int)value));
    }

    [Fact]
    public void Clipping_lowers_the_squared_error_of_heavy_tails()
    {
        float[] weights = [.. Distributions.Laplace(20_000)];

        var whole = WeightQuantizer.ChooseScales(weights, [2, 10_000], 0, WeightClipping.None);
        var clipped = WeightQuantizer.ChooseScales(weights, [2, 10_000], 0, WeightClipping.MeanSquaredError);

        Assert.True(SquaredError(weights, clipped) < SquaredError(weights, whole));
        Assert.All(whole.Zip(clipped), pair => Assert.InRange(pair.Second, pair.First / 2, pair.First));
    }

    [Fact]
    public void Clipping_leaves_weights_that_quantize_exactly()
    {
        Assert.Equal([1], WeightQuantizer.ChooseScales([127, -64, 3], [3], null, WeightClipping.MeanSquaredError));
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        Assert.Throws<ArgumentException>(() => WeightQuantizer.ChooseScales([1, 2], [3], null, WeightClipping.None));
        Assert.Throws<ArgumentException>(() => WeightQuantizer.ChooseScales([1, float.NaN], [2], null, WeightClipping.None));
        Assert.Throws<ArgumentException>(() => WeightQuantizer.Quantize([1, 2], [2], 0, [1]));
    }

    private static double SquaredError(float[] weights, float[] scales)
    {
        var length = weights.Length / scales.Length;
        var quantized = WeightQuantizer.Quantize(weights, [scales.Length, length], 0, scales);
        return weights.Index().Sum(pair => Math.Pow(pair.Item - (quantized[pair.Index] * scales[pair.Index / length]), 2));
    }
}
