using System.Globalization;
using QuantGen.OnnxRuntime;
using Xunit;

namespace QuantGen.TestSupport;

/// <summary>Comparison of tensors, with a message that names the worst element.</summary>
public static class TensorAssert
{
    /// <summary>
    /// Fails unless both tensors have the same type and shape and every element satisfies
    /// <c>|actual - expected| &lt;= absolute + relative * |expected|</c>; integers and booleans must be equal.
    /// NaN equals NaN, and an infinity only itself.
    /// </summary>
    public static void Close(OrtTensor expected, OrtTensor actual, double relative, double absolute, string name)
    {
        Assert.Equal(expected.Data.GetType(), actual.Data.GetType());
        Assert.Equal(expected.Dimensions, actual.Dimensions);
        if (expected.Data is not (float[] or double[] or Half[]))
        {
            AssertEqual(expected, actual, name);
            return;
        }

        var (worst, at) = (0.0, -1);
        for (var i = 0; i < expected.Data.Length; i++)
        {
            var excess = Excess(ToDouble(expected, i), ToDouble(actual, i), relative, absolute);
            if (excess > worst)
            {
                (worst, at) = (excess, i);
            }
        }

        if (at >= 0)
        {
            Assert.Fail($"{name}: {Describe(expected, actual, at)}, the worst of {expected.Data.Length} elements.");
        }
    }

    /// <summary>By how much the error is above its bound; zero or less when within.</summary>
    private static double Excess(double expected, double actual, double relative, double absolute)
    {
        if (expected.Equals(actual))
        {
            return 0;
        }

        var excess = Math.Abs(actual - expected) - (absolute + relative * Math.Abs(expected));
        return double.IsFinite(excess) ? excess : double.PositiveInfinity;
    }

    private static double ToDouble(OrtTensor tensor, int index)
    {
        return tensor.Data switch
        {
            float[] values => values[index],
            double[] values => values[index],
            _ => (double)tensor.Get<Half>()[index],
        };
    }

    private static void AssertEqual(OrtTensor expected, OrtTensor actual, string name)
    {
        var common = expected.Bytes.CommonPrefixLength(actual.Bytes);
        if (common < expected.Bytes.Length)
        {
            var elementSize = expected.Bytes.Length / expected.Data.Length;
            Assert.Fail($"{name}: {Describe(expected, actual, common / elementSize)}, the first that differs.");
        }
    }

    private static string Describe(OrtTensor expected, OrtTensor actual, int index)
    {
        return string.Create(CultureInfo.InvariantCulture,
            $"element {index} is {actual.Data.GetValue(index)} instead of {expected.Data.GetValue(index)}");
    }
}
