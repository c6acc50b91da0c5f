using QuantGen.Compiler.Calibration.Data;
using QuantGen.Plan;
using QuantGen.TestSupport.Mutation;
using Xunit;
using static QuantGen.Compiler.Tests.Calibration.Data.Samples;

namespace QuantGen.Compiler.Tests.Calibration.Data;

/// <summary>Damaged calibration data ends in a diagnostic or in samples.</summary>
public sealed class MutatedDataTests : IDisposable
{
    private const int MutationsPerFile = 200;

    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
    }

    [Theory]
    [InlineData("1,2.5,-3e1,0.125\n4,5,6,7\n-1e-3,0,1e10,8\n")]
    [InlineData("a;b;c;d;label\r\n1;2.5;-30;4;cat\r\n4;5;6;7;dog\r\n")]
    public void Mutated_table(string text)
    {
        Check(_folder.Write("data.csv", text), Input(Batch, 4));
    }

    [Fact]
    public void Mutated_table_of_integers()
    {
        var path = _folder.Write("data.csv", "9007199254740993,-2,5.0\n4,5,6\n");
        Check(path, new CalibrationInput("ids", PlanElementType.Int64, [Batch, 3]));
    }

    [Fact]
    public void Mutated_array_of_floats()
    {
        NpyFile.Write<float>(_folder["data.npy"], [1, 2.5f, -30, 4, 1e-20f, 6, 7, 1e20f], 2, 2, 2);
        Check(_folder["data.npy"], Input(Batch, 2, 2));
    }

    [Fact]
    public void Mutated_array_with_an_open_dimension()
    {
        NpyFile.Write(_folder["data.npy"], [1L, 2, 3, 4, 5, 6], 2, 3);
        Check(_folder["data.npy"], new CalibrationInput("ids", PlanElementType.Int64, [Batch, Dimension.Symbol("T")]));
    }

    [Fact]
    public void Mutated_archive()
    {
        WriteArchive(
            _folder["data.npz"],
            ("mask", stream => NpyFile.Write(stream, [true, true, true, false], 2, 2)),
            ("ids", stream => NpyFile.Write(stream, [1L, 2, 3, 4], 2, 2)));
        Check(
            _folder["data.npz"],
            new CalibrationInput("ids", PlanElementType.Int64, [Batch, Dimension.Symbol("T")]),
            new CalibrationInput("mask", PlanElementType.Bool, [Batch, Dimension.Symbol("T")]));
    }

    private static void Check(string path, params CalibrationInput[] inputs)
    {
        var original = File.ReadAllBytes(path);
        Assert.NotEmpty(Read(path, inputs));
        MutationRun.Check(
            $"data: {Path.GetExtension(path)} for {string.Join(", ", inputs.Select(input => input.Name))}",
            path,
            MutationsPerFile,
            seed => new ByteMutator(seed).Mutate(original),
            () => Read(path, inputs));
    }
}
