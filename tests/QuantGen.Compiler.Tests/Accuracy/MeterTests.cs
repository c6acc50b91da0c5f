using QuantGen.Compiler.Accuracy;
using Xunit;

namespace QuantGen.Compiler.Tests.Accuracy;

/// <summary>The measures, against values worked out by hand.</summary>
public sealed class MeterTests
{
    private const double Tolerance = 1e-6;

    [Fact]
    public void SqnrIsSignalOverNoiseOfAllSamples()
    {
        var meter = new ErrorMeter();
        meter.Add([3, 4], [3, 4]);
        Assert.Equal(double.PositiveInfinity, meter.SqnrDb);
        meter.Add([5, 0], [5.5f, 0]);
        // 9 + 16 + 25 over 0.25.
        Assert.Equal(10 * Math.Log10(200), meter.SqnrDb, Tolerance);
        Assert.Equal(0.5, meter.Largest);
    }

    [Fact]
    public void NoiseWithoutSignalIsTheWorst()
    {
        var meter = new ErrorMeter();
        meter.Add([0, 0], [0, 1]);
        Assert.Equal(double.NegativeInfinity, meter.SqnrDb);
    }

    [Fact]
    public void CosineIsThatOfTheAngle()
    {
        var meter = new CosineMeter();
        meter.Add([1, 0], [1, 1]);
        Assert.Equal(Math.Sqrt(0.5), meter.Similarity!.Value, Tolerance);
        meter.Add([float.NaN, 1], [1, float.PositiveInfinity]);
        Assert.Equal(Math.Sqrt(0.5), meter.Similarity!.Value, Tolerance);
    }

    [Fact]
    public void CosineOfNothingIsNotDefined()
    {
        var meter = new CosineMeter();
        meter.Add([0, 0], [1, 2]);
        Assert.Null(meter.Similarity);
    }

    [Fact]
    public void DivergenceIsThatOfKullbackAndLeibler()
    {
        var meter = new DivergenceMeter();
        meter.Add([0.5f, 0.5f, 1, 0], [0.25f, 0.75f, 1, 0], rowLength: 2);
        // 0.5 ln 2 + 0.5 ln (2 / 3), and 0.
        var first = 0.5 * Math.Log(4.0 / 3);
        Assert.Equal(first / 2, meter.Mean!.Value, Tolerance);
        Assert.Equal(first, meter.Percentile99!.Value, Tolerance);
    }

    [Fact]
    public void PercentileLeavesTheWorstHundredthOut()
    {
        var meter = new DivergenceMeter();
        for (var row = 0; row < 200; row++)
        {
            meter.Add([0.5f, 0.5f], row < 2 ? [0.25f, 0.75f] : [0.5f, 0.5f], rowLength: 2);
        }

        Assert.Equal(0, meter.Percentile99);
        Assert.True(meter.Mean > 0);
    }

    [Fact]
    public void ProbabilityOfZeroDoesNotMakeTheDivergenceInfinite()
    {
        var meter = new DivergenceMeter();
        meter.Add([0.5f, 0.5f], [1, 0], rowLength: 2);
        Assert.InRange(meter.Mean!.Value, 1, 10);
    }

    [Theory]
    [InlineData(0.5f, 0.6f, 2)]
    [InlineData(1.5f, -0.5f, 2)]
    [InlineData(float.NaN, 1, 2)]
    [InlineData(0.5f, 0.5f, 0)]
    public void DivergenceIsOfDistributionsOnly(float first, float second, int rowLength)
    {
        var meter = new DivergenceMeter();
        meter.Add([0.5f, 0.5f], [0.5f, 0.5f], 2);
        meter.Add([first, second], [first, second], rowLength);
        Assert.Null(meter.Mean);
        Assert.Null(meter.Percentile99);
    }

    [Fact]
    public void FlipsAndHitsAreCounted()
    {
        var meter = new TopOneMeter();
        meter.Add([2, 1, 0, 1], [2, 1, 1, 0], rowLength: 2);
        meter.Add([1, 0], [0, 1], rowLength: 2);
        var accuracy = meter.ToAccuracy(new Labels("labels.csv", [0, 1, 1]))!;
        Assert.Equal(new TopOneAccuracy(Samples: 3, Flips: 2, FloatCorrect: 2, QuantizedCorrect: 2), accuracy);
        Assert.Equal(1.0 / 3, accuracy.Agreement, Tolerance);
        Assert.Equal(2.0 / 3, accuracy.FloatShare!.Value, Tolerance);
    }

    [Fact]
    public void FirstOfEqualScoresCounts()
    {
        var meter = new TopOneMeter();
        meter.Add([1, 1], [1, 0], rowLength: 2);
        Assert.Equal(new TopOneAccuracy(1, 0, null, null), meter.ToAccuracy(labels: null));
    }

    [Theory]
    [InlineData(10, true, 3, 10)]
    [InlineData(10, true, 10)]
    [InlineData(10, true, 3, 10, 1, 1)]
    [InlineData(10, true, 3, 1, 10)]
    [InlineData(10, false, 3, 5, 10)]
    [InlineData(0, false, 3, 1)]
    [InlineData(0, false, 1)]
    [InlineData(0, false)]
    public void ShapeTellsWhatRowsAre(int length, bool areClasses, params int[] shape)
    {
        Assert.Equal(length, OutputRows.Length(shape));
        Assert.Equal(areClasses, OutputRows.AreClasses(shape));
    }
}
