using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Plan;
using QuantGen.TestSupport;
using Xunit;
using static QuantGen.Compiler.Tests.Calibration.Data.Samples;

namespace QuantGen.Compiler.Tests.Calibration.Data;

public sealed class ArrayCalibrationTests : IDisposable
{
    private static readonly Dimension Sequence = Dimension.Symbol("T");

    private static readonly CalibrationInput Ids = new("bert/ids:0", PlanElementType.Int64, [Batch, Sequence]);
    private static readonly CalibrationInput Mask = new("mask", PlanElementType.Bool, [Batch, Sequence]);
    private static readonly CalibrationInput Rate = new("rate", PlanElementType.Int64, []);

    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
    }

    [Fact]
    public void Bytes_become_floats_as_they_are()
    {
        NpyFile.Write<byte>(_folder["a.npy"], [0, 128, 255, 1], 2, 2);

        Assert.Equal([[0, 128, 255, 1]], ReadFloats(_folder["a.npy"], Input(2, 2)));
        Assert.Equal([[0, 128], [255, 1]], ReadFloats(_folder["a.npy"], Input(Batch, 2)));
        Assert.Equal([[0, 128], [255, 1]], ReadFloats(_folder["a.npy"], Input(1, 2)));
    }

    [Fact]
    public void Array_of_a_rank_more_holds_whole_inputs()
    {
        NpyFile.Write<float>(_folder["a.npy"], [1, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2);

        var samples = Read(_folder["a.npy"], Input(2, 2));

        Assert.Equal([5, 6, 7, 8], (float[])samples[1].Inputs[0].Values);
        Assert.Equal([2, 2], samples[1].Inputs[0].Shape);
    }

    [Theory]
    [InlineData(new[] { 2, 3 })]
    [InlineData(new[] { 6 })]
    [InlineData(new[] { 1, 1, 3, 2 })]
    public void Shape_that_does_not_fit_is_reported(int[] shape)
    {
        NpyFile.Write<float>(_folder["a.npy"], new float[6], shape);

        var diagnostic = Fails(_folder["a.npy"], Input(Batch, 2));

        Assert.Equal(("QG0228", _folder["a.npy"]), (diagnostic.Id, diagnostic.Location.File));
        Assert.Contains("float32 [N, 2]", diagnostic.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 5, 4, 6, 3 }, "transpose it to [5, 3, 4, 6]")]
    [InlineData(new[] { 5, 4, 3, 6 }, "[N, 3, 4, 6]")]
    public void Channels_that_come_last_are_recognized(int[] shape, string message)
    {
        NpyFile.Write<float>(_folder["a.npy"], new float[360], shape);

        var diagnostic = Fails(_folder["a.npy"], Input(Batch, 3, 4, 6));

        Assert.Equal("QG0228", diagnostic.Id);
        Assert.Contains(message, diagnostic.Message, StringComparison.Ordinal);
        Assert.Equal(shape[^1] == 3, diagnostic.Message.Contains("channels seem to come last", StringComparison.Ordinal));
    }

    [Fact]
    public void Type_that_does_not_fit_is_reported()
    {
        NpyFile.Write<float>(_folder["a.npy"], [1], 1);
        Assert.Equal("QG0228", Fails(_folder["a.npy"], new CalibrationInput("ids", PlanElementType.Int64, [Batch])).Id);

        NpyFile.Write(_folder["b.npy"], [1L, 1L << 40], 2);
        var diagnostic = Fails(_folder["b.npy"], new CalibrationInput("ids", PlanElementType.Int32, [Batch]));
        Assert.Equal("QG0228", diagnostic.Id);
        Assert.Contains("element 1 of sample 2", diagnostic.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1e39)]
    public void Value_that_is_not_finite_is_reported(double value)
    {
        NpyFile.Write(_folder["a.npy"], [1, 2, 3, value], 2, 2);

        var diagnostic = Fails(_folder["a.npy"], Input(Batch, 2));

        Assert.Equal(("QG0226", new DiagnosticLocation(_folder["a.npy"])), (diagnostic.Id, diagnostic.Location));
        Assert.Contains("Sample 2, element 2", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_and_unknown_and_damaged_and_empty_data_is_reported()
    {
        Assert.Equal("QG0222", Fails(_folder["absent.npy"], Input(Batch, 2)).Id);
        Assert.Equal("QG0227", Fails(_folder.Write("data.txt", "1,2"), Input(Batch, 2)).Id);
        Assert.Equal("QG0227", Fails(_folder.Write("data.npy", "1,2"), Input(Batch, 2)).Id);
        Assert.Equal("QG0227", Fails(_folder.Write("data.npz", "1,2"), Input(Batch, 2)).Id);
        NpyFile.Write<float>(_folder["empty.npy"], [], 0, 2);
        Assert.Equal("QG0223", Fails(_folder["empty.npy"], Input(Batch, 2)).Id);
        Directory.CreateDirectory(_folder["empty"]);
        Assert.Equal("QG0223", Fails(_folder["empty"], Input(Batch, 2)).Id);
    }

    [Fact]
    public void Damaged_file_in_a_folder_is_named()
    {
        _folder.Write("a.csv", "1,2\n");
        var damaged = _folder.Write("b.npy", "1,2");

        Assert.Equal(damaged, Fails(_folder.Path, Input(Batch, 2)).Location.File);
    }

    [Fact]
    public void Folder_is_read_in_ordinal_order()
    {
        _folder.Write("b.csv", "3,4\n");
        _folder.Write("B.csv", "1,2\n");
        NpyFile.Write<float>(_folder["c.npy"], [5, 6], 1, 2);
        WriteArchive(_folder["a.npz"], ("anything", stream => NpyFile.Write<float>(stream, [7, 8], 1, 2)));
        _folder.Write("notes.txt", "not data");

        Assert.Equal([[1, 2], [3, 4], [5, 6], [7, 8]], ReadFloats(_folder.Path, Input(Batch, 2)));
        Assert.Equal(["B.csv", "a.npz", "b.csv", "c.npy"], CalibrationSource.Open(_folder.Path).Files.Select(Path.GetFileName));
    }

    [Fact]
    public void File_named_after_the_only_input_is_read_alone()
    {
        _folder.Write("input.csv", "1,2\n");
        _folder.Write("labels.csv", "7\n");

        Assert.Equal([[1, 2]], ReadFloats(_folder.Path, Input(Batch, 2)));
    }

    [Fact]
    public void Several_inputs_come_from_files_named_after_them()
    {
        NpyFile.Write<int>(_folder["bert_ids_0.npy"], [1, 2, 3, 4], 2, 2);
        NpyFile.Write<byte>(_folder["mask.npy"], [1, 1, 1, 0], 2, 2);
        NpyFile.Write(_folder["rate.npy"], [16000L]);

        AssertTwoSamples(Read(_folder.Path, Ids, Mask, Rate));
    }

    [Fact]
    public void Several_inputs_come_from_arrays_of_an_archive()
    {
        WriteArchive(
            _folder["data.npz"],
            ("mask", stream => NpyFile.Write(stream, [true, true, true, false], 2, 2)),
            ("rate", stream => NpyFile.Write(stream, [16000L])),
            ("bert/ids:0", stream => NpyFile.Write(stream, [1L, 2, 3, 4], 2, 2)));

        AssertTwoSamples(Read(_folder["data.npz"], Ids, Mask, Rate));
    }

    [Fact]
    public void Input_without_an_array_is_reported()
    {
        NpyFile.Write(_folder["mask.npy"], [1L], 1, 1);
        WriteArchive(_folder["data.npz"], ("mask", stream => NpyFile.Write(stream, [1L], 1, 1)));

        foreach (var path in new[] { _folder.Path, _folder["mask.npy"], _folder["data.npz"] })
        {
            var diagnostic = Fails(path, Mask, Ids);
            Assert.Equal(("QG0229", path), (diagnostic.Id, diagnostic.Location.File));
            Assert.Contains("bert/ids:0", diagnostic.Message, StringComparison.Ordinal);
            Assert.Contains("The model has 2 inputs: 'mask', 'bert/ids:0'.", diagnostic.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Inputs_that_contradict_each_other_are_reported()
    {
        NpyFile.Write(_folder["mask.npy"], [1L, 1, 1], 3, 1);
        NpyFile.Write(_folder["bert_ids_0.npy"], [1L, 1], 2, 1);
        Assert.Contains("it has 2 samples, and input 'mask' has more", Fails(_folder.Path, Mask, Ids).Message, StringComparison.Ordinal);

        NpyFile.Write(_folder["mask.npy"], [1L, 1, 1, 1], 2, 2);
        var diagnostic = Fails(_folder.Path, Mask, Ids);
        Assert.Equal(("QG0228", _folder["bert_ids_0.npy"]), (diagnostic.Id, diagnostic.Location.File));
        Assert.Contains("T is 1, but 2 in input 'mask'", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_are_read_one_at_a_time()
    {
        // The last sample is bad: reading ahead would fail before it is asked for.
        NpyFile.Write<float>(_folder["a.npy"], [1, 2, float.NaN], 3, 1);

        Assert.Equal(2, CalibrationSource.Open(_folder["a.npy"]).Read([Input(Batch, 1)]).Take(2).Count());
    }

    [SkippableFact]
    public void Real_data_is_read()
    {
        var digits = Read(SharedData.Models("data/mnist/calib_u8.npy"), Input(Batch, 1, 28, 28));
        var frames = Read(SharedData.Models("data/dtln_1/input_1_input_3.npy"), Input(1, 2, 128, 2));

        Assert.Equal((200, 255f), (digits.Count, digits.Max(sample => ((float[])sample.Inputs[0].Values).Max())));
        Assert.Equal(240, frames.Count);
    }

    private static void AssertTwoSamples(List<CalibrationSample> samples)
    {
        Assert.Equal(2, samples.Count);
        Assert.Equal([3, 4], (long[])samples[1].Inputs[0].Values);
        Assert.Equal([true, false], (bool[])samples[1].Inputs[1].Values);
        Assert.Equal([16000], (long[])samples[1].Inputs[2].Values);
        Assert.Equal([1, 2], samples[1].Inputs[1].Shape);
        Assert.Empty(samples[1].Inputs[2].Shape);
    }
}
