using QuantGen.Kernels;

namespace QuantGen.Tests.Kernels;

/// <summary>The convolutions on which kernels are compared.</summary>
internal static class ConvolutionCases
{
    /// <summary>Every convolution, finished in every way.</summary>
    internal static IEnumerable<KernelCase<ConvolutionArguments>> Convolutions()
    {
        return Finished(Shapes(), depthwise: false);
    }

    /// <summary>Every depthwise convolution, finished in every way.</summary>
    internal static IEnumerable<KernelCase<ConvolutionArguments>> DepthwiseConvolutions()
    {
        return Finished(DepthwiseShapes(), depthwise: true);
    }

    /// <summary>Shapes below, at and above every tile, and data that saturates careless arithmetic.</summary>
    internal static IEnumerable<ConvolutionCase> Shapes()
    {
        int[] channels = [1, 2, 3, 4, 5, 8, 16, 17, 24];
        for (var i = 0; i < channels.Length; i++)
        {
            var outputs = channels[(i + 5) % channels.Length];
            yield return new("3x3 padded", Shape(1, 5, 6, channels[i], outputs, 3, 3, pad: 1));
            yield return new("3x3 stride 2", Shape(2, 6, 5, channels[i], channels[^(i + 1)], 3, 3, pad: 1, stride: 2));
        }

        for (var pixels = 1; pixels <= 17; pixels += pixels < 9 ? 1 : 4)
        {
            yield return new("1x1", Shape(1, 1, pixels, 20, 33, 1, 1));
        }

        yield return new("dilated", Shape(1, 9, 9, 8, 16, 3, 3, pad: 2, dilation: 2));
        yield return new("two groups", Shape(1, 4, 4, 6, 34, 3, 3, pad: 1, groups: 2));
        yield return new("four groups of one", Shape(2, 4, 3, 4, 8, 3, 3, pad: 1, groups: 4));
        yield return new("groups of eight", Shape(1, 5, 5, 32, 32, 3, 3, pad: 1, groups: 4));
        yield return new("7x7 stride 2", Shape(1, 13, 11, 3, 24, 7, 7, pad: 3, stride: 2));
        yield return new("one-dimensional", Shape(2, 1, 40, 5, 7, 1, 9, pad: 4));
        yield return new("more taps than a chunk holds", Shape(1, 1, 700, 1, 3, 1, 600, pad: 64, stride: 3));
        yield return new("padding only", Shape(1, 2, 2, 4, 4, 3, 3, pad: 4));
        yield return new("many tiles", Shape(1, 23, 19, 4, 17, 1, 1));
        yield return new("two positions in a panel", Shape(1, 9, 8, 1, 6, 5, 5, pad: 2));
        yield return new("four positions in a panel", Shape(2, 6, 8, 1, 3, 3, 3, pad: 1));
        yield return new("two positions in half a panel", Shape(1, 7, 10, 2, 4, 3, 3, pad: 1));
        yield return new("two positions, stride 2", Shape(2, 15, 16, 3, 8, 7, 7, pad: 3, stride: 2));
        yield return new("four positions, two terms", Shape(1, 8, 12, 3, 2, 5, 5, pad: 2, terms: 2));
        yield return new("two long lines of pairs", Shape(1, 2, 70, 5, 7, 1, 5, pad: 2));
        foreach (var inputZeroPoint in new[] { 0, 255 })
        {
            var outputZeroPoint = 255 - inputZeroPoint;
            yield return new("extreme data", Shape(1, 3, 3, 300, 18, 1, 1), inputZeroPoint, outputZeroPoint, extreme: true);
            yield return new("extreme 3x3", Shape(1, 4, 4, 24, 16, 3, 3, pad: 1), inputZeroPoint, outputZeroPoint, extreme: true);
            yield return new("extreme zero points", Shape(1, 4, 4, 12, 20, 3, 3, pad: 1), inputZeroPoint, outputZeroPoint);
        }

        yield return new("weights of two terms", Shape(1, 4, 5, 6, 18, 3, 3, pad: 1, terms: 2));
        yield return new("weights of two terms in groups", Shape(2, 4, 4, 8, 8, 2, 2, pad: 1, groups: 2, terms: 2));
        yield return new("scaled values beyond int", Shape(1, 3, 3, 8, 16, 1, 1), gain: 1e9f);
        yield return new("scaled values beyond words", Shape(1, 3, 5, 40, 48, 1, 1), extreme: true, gain: 250);
    }

    /// <summary>The same for depthwise convolutions.</summary>
    internal static IEnumerable<ConvolutionCase> DepthwiseShapes()
    {
        foreach (var channels in new[] { 1, 2, 3, 4, 5, 8, 16, 17, 24, 31, 32, 33, 64, 70 })
        {
            yield return new("3x3 padded", DepthwiseShape(1, 5, 6, channels, 3, pad: 1));
            yield return new("3x3 stride 2", DepthwiseShape(2, 6, 5, channels, 3, pad: 1, stride: 2));
        }

        // Whole registers of channels, and what is left over, whose lanes are lines of other groups; lines of one tile and of several.
        foreach (var channels in new[] { 48, 80, 96 })
        {
            yield return new("3x3 of more lanes", DepthwiseShape(1, 11, 9, channels, 3, pad: 1));
            yield return new("3x3 of more lanes, stride 2", DepthwiseShape(2, 5, 33, channels, 3, pad: 1, stride: 2));
            yield return new("5x5 of more lanes, stride 2", DepthwiseShape(1, 11, 9, channels, 5, pad: 2, stride: 2));
        }

        for (var width = 1; width <= 9; width++)
        {
            yield return new("width", DepthwiseShape(1, 3, width, 66, 3, pad: 1));
            yield return new("width, 5x5", DepthwiseShape(1, 5, width + 8, 20, 5, pad: 2));
            yield return new("width, 5x5 stride 2", DepthwiseShape(1, 3, 2 * width, 20, 5, pad: 2, stride: 2));
        }

        yield return new("one line of a wide kernel", Shape(1, 1, 40, 72, 72, 1, 9, pad: 4, groups: 72));
        yield return new("stride 3", DepthwiseShape(1, 13, 14, 68, 3, pad: 1, stride: 3));
        yield return new("scaled values near the end of words", DepthwiseShape(1, 5, 9, 80, 3, pad: 1), gain: 60);
        yield return new("scaled values beyond words", DepthwiseShape(1, 5, 9, 80, 3, pad: 1), extreme: true, gain: 150);
        yield return new("5x5", DepthwiseShape(1, 7, 9, 40, 5, pad: 2));
        yield return new("2x2 no padding", DepthwiseShape(1, 5, 5, 12, 2));
        yield return new("1x1", DepthwiseShape(1, 3, 3, 20, 1));
        yield return new("dilated", DepthwiseShape(1, 9, 9, 36, 3, pad: 2, dilation: 2));
        yield return new("weights of two terms", DepthwiseShape(1, 6, 5, 40, 3, pad: 1, terms: 2));
        yield return new("multiplier 2", DepthwiseShape(1, 4, 4, 9, 3, pad: 1, multiplier: 2));
        yield return new("padding only", DepthwiseShape(1, 2, 2, 4, 3, pad: 4));
        foreach (var inputZeroPoint in new[] { 0, 255 })
        {
            yield return new("extreme data", DepthwiseShape(1, 4, 5, 40, 5, pad: 2), inputZeroPoint, 255 - inputZeroPoint, extreme: true);
        }

        yield return new("scaled values beyond int", DepthwiseShape(1, 3, 3, 32, 3), gain: 1e9f);
    }

    private static IEnumerable<KernelCase<ConvolutionArguments>> Finished(IEnumerable<ConvolutionCase> cases, bool depthwise)
    {
        return
            from c in cases
            from finish in Enum.GetValues<ConvolutionFinish>()
            select new KernelCase<ConvolutionArguments>($"{c}, {finish}", kernel => ConvolutionRunner.Run(c, depthwise, kernel, finish));
    }

    private static ConvolutionGeometry DepthwiseShape(
        int batch, int height, int width, int channels, int kernel, int pad = 0, int stride = 1, int dilation = 1, int multiplier = 1,
        int terms = 1)
    {
        return Shape(batch, height, width, channels, channels * multiplier, kernel, kernel, pad, stride, dilation, channels, terms);
    }

    private static ConvolutionGeometry Shape(
        int batch,
        int height,
        int width,
        int inputs,
        int outputs,
        int kernelHeight,
        int kernelWidth,
        int pad = 0,
        int stride = 1,
        int dilation = 1,
        int groups = 1,
        int terms = 1)
    {
        var padTop = kernelHeight == 1 ? 0 : pad;
        var strideHeight = height == 1 ? 1 : stride;
        var outputHeight = ((height + (2 * padTop) - (dilation * (kernelHeight - 1)) - 1) / strideHeight) + 1;
        var outputWidth = ((width + (2 * pad) - (dilation * (kernelWidth - 1)) - 1) / stride) + 1;
        return new ConvolutionGeometry(
            batch, height, width, inputs, outputHeight, outputWidth, outputs, kernelHeight, kernelWidth, strideHeight, stride, dilation, dilation,
            padTop, pad, groups, terms);
    }
}
