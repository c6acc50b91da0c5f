using System.Globalization;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Plan;
using QuantGen.TestSupport;
using Xunit;
using static QuantGen.Compiler.Tests.Calibration.Data.Samples;

namespace QuantGen.Compiler.Tests.Calibration.Data;

public sealed class CsvCalibrationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
    }

    [Theory]
    [InlineData("1,2.5,-3e1\n4,5,6\n")]
    [InlineData("1;2.5;-30\r\n4;5;6")]
    [InlineData("1\t2.5\t-30\n\n4\t5\t6\n\n")]
    [InlineData("a,b,c\n1,2.5,-30\n4,5,6\n")]
    [InlineData("a,b,c,Label\n1,2.5,-30,cat\n4,5,6,dog\n")]
    [InlineData("y,a,b,c\n0,1,2.5,-30\n0,4,5,6\n")]
    [InlineData("0,1,2\n1,2.5,-30\n4,5,6\n")]
    [InlineData(",a,b,c\n0,1,2.5,-30\n1,4,5,6\n")]
    [InlineData("\uFEFF\"1\", \"2.5\" ,-30\n4,5,6\n")]
    public void Row_is_a_sample(string text)
    {
        var file = _folder.Write("data.csv", text);

        Assert.Equal([[1, 2.5f, -30], [4, 5, 6]], ReadFloats(file, Input(Batch, 3)));
    }

    [Fact]
    public void Bfloat16_is_the_upper_half_of_a_float()
    {
        var input = new CalibrationInput("input", PlanElementType.BFloat16, [Batch, 3]);

        Assert.Equal((ushort[])[0x3F80, 0xC020, 0x4049], Assert.Single(Read(_folder.Write("data.csv", "1,-2.5,3.14159\n"), input)).Inputs[0].Values);
        Assert.Equal("QG0226", Fails(_folder.Write("data.csv", "1,2,3.4e38\n"), input).Id);
    }

    [Fact]
    public void Sample_has_the_shape_of_the_input_with_a_batch_of_one()
    {
        var file = _folder.Write("data.csv", "1,2,3,4\n");

        Assert.Equal([1, 2, 2], Assert.Single(Read(file, Input(Batch, 2, 2))).Inputs[0].Shape);
        Assert.Equal([1, 4], Assert.Single(Read(file, Input(1, 4))).Inputs[0].Shape);
    }

    [Fact]
    public void Column_named_as_a_label_is_kept_when_the_input_needs_it()
    {
        var file = _folder.Write("data.csv", "x,y\n1,2\n");

        Assert.Equal([[1, 2]], ReadFloats(file, Input(Batch, 2)));
    }

    [Fact]
    public void Culture_does_not_matter()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            var file = _folder.Write("data.csv", "0.5,1.5\n");

            Assert.Equal([[0.5f, 1.5f]], ReadFloats(file, Input(Batch, 2)));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Integer_inputs_take_integers()
    {
        var file = _folder.Write("data.csv", "9007199254740993,-2,5.0\n");

        var sample = Assert.Single(Read(file, new CalibrationInput("ids", PlanElementType.Int64, [Batch, 3])));

        Assert.Equal([9007199254740993, -2, 5], (long[])sample.Inputs[0].Values);
    }

    [Theory]
    [InlineData("1,2\n3,x\n", "QG0225", 2, 2)]
    [InlineData("1,2\n\n3,\n", "QG0225", 3, 2)]
    [InlineData("a,b\n1,2\n1,\"2\n", "QG0225", 3, 2)]
    [InlineData("0.5;1,5\n", "QG0225", 1, 2)]
    [InlineData("1,2\nNaN,1\n", "QG0226", 2, 1)]
    [InlineData("1,2\n1,-inf\n", "QG0226", 2, 2)]
    [InlineData("1,Infinity\n", "QG0226", 1, 2)]
    [InlineData("1,1e39\n", "QG0226", 1, 2)]
    [InlineData("1,2\n3\n", "QG0224", 2, 0)]
    [InlineData("1,2,3\n", "QG0224", 1, 0)]
    [InlineData("a,b,c\n1,2,3\n", "QG0224", 1, 0)]
    [InlineData("a,b,label\n1,2\n", "QG0224", 2, 0)]
    [InlineData("", "QG0223", 0, 0)]
    [InlineData("\n\n", "QG0223", 0, 0)]
    [InlineData("a,b\n", "QG0223", 0, 0)]
    public void Bad_data_is_reported_where_it_is(string text, string id, int line, int column)
    {
        var file = _folder.Write("data.csv", text);

        var diagnostic = Fails(file, Input(Batch, 2));

        Assert.Equal((id, new DiagnosticLocation(file, line, column)), (diagnostic.Id, diagnostic.Location));
    }

    [Theory]
    [InlineData("1,2\n3\n", "The row has 1 column; the first row has 2. Repair the row, or remove it.")]
    [InlineData("1\n", "The row has 1 column; input 'input', float32 [N, 2], takes 2. A row is a whole sample.")]
    [InlineData("id,a,b\n1,2,3\n", "Columns to leave out must be named")]
    public void Row_of_another_width_says_what_is_wrong_with_it(string text, string message)
    {
        Assert.Contains(message, Fails(_folder.Write("data.csv", text), Input(Batch, 2)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.5", "not an integer")]
    [InlineData("300", "does not fit uint8")]
    public void Integer_input_refuses_what_does_not_fit(string cell, string reason)
    {
        var file = _folder.Write("data.csv", $"1,{cell}\n");

        var diagnostic = Fails(file, new CalibrationInput("bytes", PlanElementType.UInt8, [Batch, 2]));

        Assert.Equal(("QG0225", new DiagnosticLocation(file, 1, 2)), (diagnostic.Id, diagnostic.Location));
        Assert.Contains(reason, diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Endless_cell_is_refused()
    {
        var file = _folder.Write("data.csv", "1,2\n" + new string('1', 10_000) + ",2\n");

        Assert.Equal("QG0227", Fails(file, Input(Batch, 2)).Id);
    }

    [Fact]
    public void Open_dimension_cannot_come_from_a_row()
    {
        var file = _folder.Write("data.csv", "1,2\n");

        var diagnostic = Fails(file, Input(Batch, Dimension.Symbol("T")));

        Assert.Equal(("QG0228", file), (diagnostic.Id, diagnostic.Location.File));
    }

    [SkippableTheory]
    [InlineData("own/digits_cnn/calibration.csv", 64)]
    [InlineData("data/digits_mlp/calib.csv", 64)]
    [InlineData("data/breast_cancer/calib.csv", 30)]
    public void Real_data_is_read(string file, int width)
    {
        var samples = ReadFloats(SharedData.Models(file), Input(Batch, width));

        Assert.Equal(200, samples.Length);
        Assert.All(samples, sample => Assert.Equal(width, sample.Length));
    }
}
