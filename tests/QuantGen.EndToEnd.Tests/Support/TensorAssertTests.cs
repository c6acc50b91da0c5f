using QuantGen.OnnxRuntime;
using QuantGen.TestSupport;
using Xunit;
using Xunit.Sdk;

namespace QuantGen.EndToEnd.Tests.Support;

public sealed class TensorAssertTests
{
    [Fact]
    public void AcceptsErrorsWithinTheBoundAndEqualSpecialValues()
    {
        var expected = OrtTensor.Create([1000f, 0f, float.NaN, float.NegativeInfinity], 4);
        var actual = OrtTensor.Create([1000.9f, 5e-8f, float.NaN, float.NegativeInfinity], 4);

        TensorAssert.Close(expected, actual, 1e-3, 1e-7, "y");
    }

    [Theory]
    [InlineData(1f, 1.002f)]
    [InlineData(0f, 2e-7f)]
    [InlineData(1f, float.NaN)]
    [InlineData(float.NaN, 1f)]
    [InlineData(float.PositiveInfinity, float.NegativeInfinity)]
    [InlineData(float.PositiveInfinity, 1f)]
    public void RejectsErrorsAboveTheBound(float expected, float actual)
    {
        var exception = Assert.ThrowsAny<XunitException>(
            () => TensorAssert.Close(OrtTensor.Create([0f, expected], 2), OrtTensor.Create([0f, actual], 2), 1e-3, 1e-7, "y"));
        Assert.Contains("y: element 1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RejectsIntegersThatDifferByOne()
    {
        var exception = Assert.ThrowsAny<XunitException>(
            () => TensorAssert.Close(OrtTensor.Create([1000, 2000], 2), OrtTensor.Create([1000, 2001], 2), 1e-3, 1e-7, "y"));
        Assert.Contains("y: element 1 is 2001 instead of 2000", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RejectsAnotherShapeOrType()
    {
        var row = OrtTensor.Create([1f, 2f], 1, 2);
        Assert.ThrowsAny<XunitException>(() => TensorAssert.Close(row, OrtTensor.Create([1f, 2f], 2, 1), 1, 1, "y"));
        Assert.ThrowsAny<XunitException>(() => TensorAssert.Close(row, OrtTensor.Create([1.0, 2.0], 1, 2), 1, 1, "y"));
    }
}
