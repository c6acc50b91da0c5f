using System.Runtime.InteropServices;
using System.Security.Cryptography;
using QuantGen.Kernels;

namespace QuantGen.Tests.Kernels;

/// <summary>Hashes of what the float kernels compute, to compare between processes that use different instruction sets.</summary>
internal static class FloatKernelDigests
{
    private delegate void Function(ReadOnlySpan<float> input, Span<float> output);

    private delegate void Reducer(ReadOnlySpan<float> input, Span<float> output, int outer, int axis, int inner);

    /// <summary>One hash for each family, in one line: the job of an instruction set's child process.</summary>
    public static string All()
    {
        (string Name, IEnumerable<float[]> Outputs)[] families =
        [
            ("convolution", Convolutions()),
            ("product", Products()),
            ("compressed", CompressedProducts()),
            ("fixed point", FixedPointProducts()),
            ("pooling", Poolings()),
            ("functions", Functions()),
            ("broadcast", Broadcasts()),
            ("reduction", Reductions()),
            ("normalization", Normalizations()),
            ("quantization", Quantizations()),
            ("recurrent", RecurrentLayers()),
            ("wide", WideProducts()),
            ("attention", Attentions()),
            ("resampling", Resamplings()),
        ];
        return string.Join(' ', families.Select(family => $"{family.Name}={Hash(family.Outputs)}"));
    }

    private static string Hash(IEnumerable<float[]> outputs)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var output in outputs)
        {
            hash.AppendData(MemoryMarshal.AsBytes<float>(output));
        }

        return Convert.ToHexString(hash.GetHashAndReset())[..16];
    }

    private static IEnumerable<float[]> Convolutions()
    {
        (int Channels, int Outputs, int Groups, int Stride)[] cases =
            [(3, 40, 1, 2), (18, 50, 1, 1), (16, 24, 4, 1), (37, 37, 37, 1), (32, 32, 32, 2), (8, 16, 8, 1), (5, 80, 1, 1), (64, 64, 64, 1)];
        foreach (var (channels, outputs, groups, stride) in cases)
        {
            var size = ((9 + 2 - 3) / stride) + 1;
            var geometry = new ConvolutionGeometry(2, 9, 9, channels, size, size, outputs, 3, 3, stride, stride, 1, 1, 1, 1, groups);
            var input = FloatData.Values(2 * 81 * channels, 1);
            var weights = FloatData.Values(outputs * channels / groups * 9, 2);
            var bias = FloatData.Values(outputs, 3);
            var residual = FloatData.Values(2 * size * size * outputs, 4);
            var output = new float[residual.Length];
            FloatConvolution.Run(input, PackedFloatWeights.Convolution(weights, geometry), bias, output, geometry, -3, 3, residual);
            yield return output;
            if (groups == channels)
            {
                FloatDepthwiseConvolution.Run(input, PackedFloatWeights.Depthwise(weights, geometry), bias, output, geometry, -3, 3, residual);
                yield return output;
            }
        }
    }

    private static IEnumerable<float[]> Products()
    {
        foreach (var (rows, reduction, columns) in new[] { (1, 100, 33), (5, 300, 16), (13, 70, 50) })
        {
            var (left, right) = (FloatData.Values(rows * reduction, 1), FloatData.Values(reduction * columns, 2));
            var output = new float[rows * columns];
            var packed = PackedFloatWeights.MatrixProduct(right, reduction, columns, false);
            FloatMatrixProduct.Run(left, packed, [], output, rows, reduction, columns, -9, 9, []);
            yield return output;
            FloatMatrixProduct.Batched(
                left, right, output, [], [], [], [], rows, reduction, columns, 1, rows, 1, reduction, columns, 0.3f);
            yield return output;
        }
    }

    private static IEnumerable<float[]> Attentions()
    {
        yield return FloatAttentionTests.Run(3, 20, 16, 80, 40, true);
        yield return FloatAttentionTests.Run(2, 7, 5, 33, 17, false);
    }

    private static IEnumerable<float[]> WideProducts()
    {
        var (input, weights) = (FloatData.Values(13 * 70, 1), WideMatrixProductTests.Weights(70 * 50));
        foreach (var sharing in Enum.GetValues<WideScale>())
        {
            yield return WideMatrixProductTests.Run(input, weights, FloatData.Values(50, 2), 13, 70, 50, new WideQuantization(sharing, 1e-4f, 20000));
        }
    }

    private static IEnumerable<float[]> RecurrentLayers()
    {
        const int Hidden = 21;
        var geometry = new RecurrentGeometry(steps: 5, batch: 3, hidden: Hidden, direction: 1, directions: 2, reverse: true, batchFirst: false);
        var (sigmoid, tanh) = (new RecurrentActivation(RecurrentFunction.Sigmoid, 0, 0), new RecurrentActivation(RecurrentFunction.Tanh, 0, 0));
        var (projected, weights) = (FloatData.Values(5 * 3 * 4 * Hidden, 1), FloatData.Values(4 * Hidden * Hidden, 2));
        var (bias, state, output) = (FloatData.Values(4 * Hidden, 3), FloatData.Values(2 * 3 * Hidden, 4), new float[5 * 2 * 3 * Hidden]);
        var (four, three) = (Packed(4), Packed(3));

        Lstm.Run(
            projected, four, bias, state, [5, 2, 4], state, state, output, [], [], new float[3 * Lstm.ScratchLength(Hidden)], geometry,
            new LstmFunctions(sigmoid, tanh, tanh, 3, false));
        yield return output;
        Gru.Run(
            projected, three, bias, [], [], [], state, output, [], new float[3 * Gru.ScratchLength(Hidden)], geometry, new GruFunctions(sigmoid, tanh, 3));
        yield return output;
        Gru.Run(
            projected, Packed(2), bias, Packed(1), bias, [], state, output, [], new float[3 * Gru.ScratchLength(Hidden)], geometry,
            new GruFunctions(sigmoid, tanh, 3));
        yield return output;

        float[] Packed(int gates)
        {
            return PackedFloatWeights.MatrixProduct(weights, Hidden, gates * Hidden, transposed: true);
        }
    }

    private static IEnumerable<float[]> Resamplings()
    {
        foreach (var inner in new[] { 1, 7, 40 })
        {
            var output = new float[3 * 2 * inner];
            Resampling.Run(FloatData.Values(3 * 4 * inner, 1), output, [0, 1, 2, 3, 3, 1], FloatData.Values(6, 2), 3, 4, inner, 3, 0);
            yield return output;
        }
    }

    private static IEnumerable<float[]> CompressedProducts()
    {
        foreach (var encoding in Enum.GetValues<WeightEncoding>())
        {
            var packed = new CompressedData(encoding, blockSize: 32, columns: 85, reduction: 83).Pack();
            foreach (var rows in new[] { 1, 5 })
            {
                var output = new float[rows * 85];
                CompressedMatrixProduct.Run(FloatData.Values(rows * 83, 1), packed, encoding, 32, [], output, rows, 83, 85, -9, 9, []);
                yield return output;
            }
        }
    }

    private static IEnumerable<float[]> FixedPointProducts()
    {
        foreach (var (encoding, blockSize) in FixedPointProductTests.Encodings.Select(row => ((WeightEncoding)row[0], (int)row[1])))
        {
            foreach (var (rows, reduction, columns) in new[] { (1, 83, 85), (9, 83, 85), (2, 600, 40) })
            {
                var weights = new CompressedData(encoding, blockSize, columns, reduction);
                yield return FixedPointProductTests.Run(weights, FloatData.Values(rows * reduction, 1), [], [], rows, -9, 9);
            }
        }
    }

    private static IEnumerable<float[]> Poolings()
    {
        var geometry = new PoolingGeometry(1, 7, 7, 21, 4, 4, 3, 3, 2, 2, 1, 1, 1, 1);
        var input = FloatData.Values(49 * 21, 1);
        var output = new float[16 * 21];
        FloatPooling.Max(input, output, geometry);
        yield return output;
        FloatPooling.Average(input, output, geometry, countIncludePadding: false);
        yield return output;
    }

    private static IEnumerable<float[]> Functions()
    {
        Function[] functions =
        [
            Elementwise.Relu, Elementwise.HardSwish, Elementwise.Sigmoid, Elementwise.Tanh, Elementwise.Exp, Elementwise.Log, Elementwise.Erf,
            Elementwise.Softplus, Elementwise.Mish, Elementwise.Softsign, Elementwise.Sqrt, Elementwise.Reciprocal, Elementwise.Floor,
            Elementwise.Ceiling, Elementwise.Round, Elementwise.Sign, Elementwise.Sin, Elementwise.Cos,
            Elementwise.Tan, Elementwise.Asin, Elementwise.Acos, Elementwise.Atan, Elementwise.Sinh, Elementwise.Cosh, Elementwise.Asinh, Elementwise.Acosh,
            Elementwise.Atanh, (i, o) => Elementwise.ThresholdedRelu(i, o, 1.5f), (i, o) => Elementwise.Shrink(i, o, 0.3f, 1.5f),
            (i, o) => Elementwise.Elu(i, o, 1.3f, 1.1f), (i, o) => Elementwise.Gelu(i, o, true), (i, o) => Elementwise.Gelu(i, o, false),
        ];
        float[] specials = [0, -0f, float.PositiveInfinity, float.NegativeInfinity, 1e-45f, -1e-40f, 3.4e38f, 88.8f, -103.5f, -87.5f, 2.5f, -2.5f];
        float[] input = [.. specials, .. FloatData.Values(3000, 5).Select((x, i) => x * MathF.ScaleB(1, i % 7))];
        foreach (var function in functions)
        {
            var output = new float[input.Length];
            function(input, output);

            // Which of the many NaN an operation gives is the one thing that processors disagree on.
            yield return [.. output.Select(x => float.IsNaN(x) ? 12345 : x)];
        }
    }

    private static IEnumerable<float[]> Broadcasts()
    {
        var (left, right) = (FloatData.Values(600, 1), FloatData.Values(600, 2));
        var output = new float[600];
        foreach (var strides in new[] { new[] { 30, 1 }, [0, 1], [1, 0], [0, 0] })
        {
            Broadcast.Add<float>(left, right, output, [20, 30], [30, 1], strides);
            yield return output;
            Broadcast.Divide<float>(left, right, output, [20, 30], [30, 1], strides);
            yield return output;
            Broadcast.Maximum<float>(left, right, output, [20, 30], [30, 1], strides);
            yield return output;
            Broadcast.Power([.. left.Select(Math.Abs)], right, output, [20, 30], [30, 1], strides);
            yield return output;
        }
    }

    private static IEnumerable<float[]> Reductions()
    {
        Reducer[] reducers = [Reduction.Sum, Reduction.Mean, Reduction.L2, Reduction.Product, Reduction.Max, Reduction.Min];
        var input = FloatData.Values(2 * 77 * 19, 1);
        foreach (var reducer in reducers)
        {
            var output = new float[38];
            reducer(input, output, 2, 77, 19);
            yield return output;
            reducer(input, output, 38, 77, 1);
            yield return output;
        }
    }

    private static IEnumerable<float[]> Normalizations()
    {
        var (input, scale, bias) = (FloatData.Values(6 * 77, 1), FloatData.Values(77, 2), FloatData.Values(77, 3));
        var output = new float[input.Length];
        Softmax.Run(input, output, 6, 77, 1);
        yield return output;
        Softmax.RunLogarithm(input, output, 2, 3, 77);
        yield return output;
        LayerNormalization.Run(input, scale, bias, output, 6, 77, 1e-5f);
        yield return output;
        RootMeanSquareNormalization.Run(input, scale, output, 6, 77, 1e-5f);
        yield return output;
        InstanceNormalization.Run(input, scale, bias, output, 2, 3, 77, 1e-5f);
        yield return output;
    }

    private static IEnumerable<float[]> Quantizations()
    {
        var input = FloatData.Values(333, 1);
        var (bytes, scale, zeroPoint) = (new byte[333], new float[1], new byte[1]);
        LinearQuantization.DynamicQuantize(input, bytes, scale, zeroPoint);
        yield return [.. bytes.Select(x => (float)x), scale[0], zeroPoint[0]];
        var integers = new int[6];
        Conversion.Cast<float, int>([1e20f, -1e20f, float.NaN, 2.9f, -2.9f, 0], integers);
        var sums = new int[30];
        IntegerMatrixProduct.Run<byte, byte>(bytes, [7], bytes, [9], sums, 1, 3, 33, 10, 0, 0);
        yield return [.. integers.Select(x => (float)x), .. sums.Select(x => (float)x)];
    }
}
