using QuantGen.Kernels;
using Xunit;

namespace QuantGen.Tests.Kernels;

public sealed class BroadcastTests
{
    private delegate void Binary<T, TResult>(
        ReadOnlySpan<T> left,
        ReadOnlySpan<T> right,
        Span<TResult> output,
        ReadOnlySpan<int> shape,
        ReadOnlySpan<int> leftStrides,
        ReadOnlySpan<int> rightStrides);

    /// <summary>Output shape, then the strides of both operands.</summary>
    public static TheoryData<int[], int[], int[]> Shapes()
    {
        return new TheoryData<int[], int[], int[]>
        {
            { [], [], [] },
            { [19], [1], [1] },
            { [19], [1], [0] },
            { [19], [0], [1] },
            { [4, 5, 6], [30, 6, 1], [0, 0, 1] },
            { [4, 5, 6], [30, 6, 1], [1, 0, 0] },
            { [4, 5, 6], [0, 6, 1], [5, 1, 0] },
            { [4, 5, 6], [0, 0, 0], [0, 0, 0] },
            { [1, 5, 1, 6], [99, 6, 99, 1], [0, 1, 0, 0] },
            { [3, 4], [1, 3], [4, 1] },
            { [0, 4], [4, 1], [0, 1] },
        };
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Operands_repeat_along_axes_of_stride_0(int[] shape, int[] leftStrides, int[] rightStrides)
    {
        Check(Broadcast.Add, (x, y) => x + y);
        Check(Broadcast.Subtract, (x, y) => x - y);
        Check(Broadcast.Multiply, (x, y) => x * y);
        Check(Broadcast.Divide, (x, y) => x / y);
        Check(Broadcast.Minimum, MathF.Min);
        Check(Broadcast.Maximum, MathF.Max);
        Check(Broadcast.Remainder, (x, y) => x % y);
        Check(Broadcast.Modulo, (x, y) => x - (y * MathF.Floor(x / y)));
        Check(Broadcast.ParametricRelu, (x, y) => x < 0 ? x * y : x);
        Check(Broadcast.Less, (x, y) => x < y);
        Check(Broadcast.LessOrEqual, (x, y) => x <= y);
        Check(Broadcast.Greater, (x, y) => x > y);
        Check(Broadcast.GreaterOrEqual, (x, y) => x >= y);
        Check(Broadcast.Equal, (x, y) => x == y);

        void Check<TResult>(Binary<float, TResult> kernel, Func<float, float, TResult> reference)
        {
            var left = FloatData.Values(200, 1);
            var right = FloatData.Values(200, 2);
            var expected = Offsets(shape, leftStrides).Zip(Offsets(shape, rightStrides), (l, r) => reference(left[l], right[r])).ToArray();
            var output = new TResult[expected.Length];
            kernel(left, right, output, shape, leftStrides, rightStrides);
            if (expected is float[] numbers)
            {
                FloatData.AssertClose([.. numbers.Select(x => (double)x)], (float[])(object)output, 1e-5);
            }
            else
            {
                Assert.Equal(expected, output);
            }
        }
    }

    [Fact]
    public void Integers_divide_toward_zero_and_Modulo_has_the_sign_of_the_divisor()
    {
        long[] left = [7, -7, 7, -7];
        long[] right = [3, 3, -3, -3];
        var output = new long[4];
        Broadcast.Divide<long>(left, right, output, [4], [1], [1]);
        Assert.Equal([2, -2, -2, 2], output);
        Broadcast.Modulo<long>(left, right, output, [4], [1], [1]);
        Assert.Equal([1, 2, -2, -1], output);
        Broadcast.Remainder<long>(left, right, output, [4], [1], [1]);
        Assert.Equal([1, -1, 1, -1], output);
    }

    [Fact]
    public void Power_has_the_same_bits_however_the_operands_repeat()
    {
        var bases = FloatData.Values(40, 3).Select(Math.Abs).ToArray();
        foreach (var exponent in new[] { 2f, 3, 0.5f, -1.7f })
        {
            var exponents = Enumerable.Repeat(exponent, 40).ToArray();
            var (first, second) = (new float[40], new float[40]);
            Broadcast.Power(bases, exponents, first, [40], [1], [1]);
            Broadcast.Power(bases, exponents, second, [40], [1], [0]);
            Assert.Equal(first, second);
            FloatData.AssertClose([.. bases.Select(x => Math.Pow(x, exponent))], first, 1e-6);
        }
    }

    [Fact]
    public void Minimum_and_Maximum_give_NaN_if_either_is()
    {
        var output = new float[2];
        Broadcast.Maximum<float>([float.NaN, 1], [1, float.NaN], output, [2], [1], [1]);
        Assert.Equal([float.NaN, float.NaN], output);
        Broadcast.Minimum<float>([float.NaN, 1], [1, float.NaN], output, [2], [1], [1]);
        Assert.Equal([float.NaN, float.NaN], output);
    }

    [Fact]
    public void Logic_works_on_bool()
    {
        bool[] left = [false, false, true, true];
        bool[] right = [false, true, false, true];
        Check(Broadcast.And, [false, false, false, true]);
        Check(Broadcast.Or, [false, true, true, true]);
        Check(Broadcast.Xor, [false, true, true, false]);
        Check(Broadcast.EqualBoolean, [true, false, false, true]);

        void Check(Binary<bool, bool> kernel, bool[] expected)
        {
            var output = new bool[4];
            kernel(left, right, output, [4], [1], [1]);
            Assert.Equal(expected, output);
        }
    }

    [Fact]
    public void Where_broadcasts_three_operands()
    {
        var output = new int[6];
        Broadcast.Where<int>([true, false], [1, 2, 3], [9], output, [2, 3], [1, 0], [0, 1], [0, 0]);
        Assert.Equal([1, 2, 3, 9, 9, 9], output);
        Broadcast.Where<int>([true], [5], [6], output, [], [], [], []);
        Assert.Equal(5, output[0]);
    }

    [Theory]
    [InlineData(15, 1, 0)]
    [InlineData(16, 0, 1)]
    [InlineData(77, 1, 1)]
    [InlineData(77, 0, 0)]
    [InlineData(40, 2, 1)]
    public void Where_takes_whole_lines(int count, int leftStride, int rightStride)
    {
        var (left, right) = (FloatData.Values(2 * count, 1), FloatData.Values(2 * count, 2));
        bool[] condition = [.. Enumerable.Range(0, count).Select(i => i % 3 == 0)];
        var expected = condition.Select((holds, i) => holds ? left[i * leftStride] : right[i * rightStride]);
        var output = new float[count];
        Broadcast.Where(condition, left, right, output, [count], [1], [leftStride], [rightStride]);
        Assert.Equal(expected, output);
    }

    [Fact]
    public void Short_operands_are_refused()
    {
        var output = new float[6];
        Assert.Throws<ArgumentException>(() => Broadcast.Add<float>(new float[5], new float[6], output, [2, 3], [3, 1], [3, 1]));
        Assert.Throws<ArgumentException>(() => Broadcast.Add<float>(new float[6], new float[2], output, [2, 3], [3, 1], [0, 1]));
        Assert.Throws<ArgumentException>(() => Broadcast.Add<float>(new float[6], new float[6], output.AsSpan(1), [2, 3], [3, 1], [3, 1]));
        Assert.Throws<ArgumentException>(() => Broadcast.Add<float>(new float[6], new float[6], output, [2, 3], [1], [3, 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Broadcast.Add<float>(new float[6], new float[6], output, [2, 3], [-3, 1], [3, 1]));
    }

    private static IEnumerable<int> Offsets(int[] shape, int[] strides)
    {
        IEnumerable<int> offsets = [0];
        for (var axis = 0; axis < shape.Length; axis++)
        {
            var (dimension, stride) = (shape[axis], strides[axis]);
            offsets = [.. offsets.SelectMany(offset => Enumerable.Range(0, dimension).Select(index => offset + (index * stride)))];
        }

        return offsets;
    }
}
