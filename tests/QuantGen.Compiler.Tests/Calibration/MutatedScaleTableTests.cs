using System.Text;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Mutation;
using Xunit;

namespace QuantGen.Compiler.Tests.Calibration;

/// <summary>Damaged scale tables end in a diagnostic or in a plan.</summary>
public sealed class MutatedScaleTableTests : IDisposable
{
    private const int Mutations = 400;

    private static readonly string Digits = Path.Combine(SharedData.Repository, "samples", "Digits");

    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
    }

    [Fact]
    public void Mutated_scale_table()
    {
        var path = _folder["scales.json"];
        var table = Encoding.UTF8.GetBytes(Compile(path).ScaleTable!);
        MutationRun.Check("scale table", path, Mutations, seed => Mutate(table, seed), () => Compile(path));
    }

    /// <summary>Every other time only within a number: then the table is still one, and what it says is strange.</summary>
    private static byte[] Mutate(byte[] table, int seed)
    {
        if (seed % 2 == 0)
        {
            return new ByteMutator(seed).Mutate(table);
        }

        var random = new Random(seed);
        var lines = Encoding.UTF8.GetString(table).Split('\n');
        var ranges = Enumerable.Range(0, lines.Length).Where(i => lines[i].Contains("\"min\"") || lines[i].Contains("\"max\"")).ToArray();
        var line = ranges[random.Next(ranges.Length)];
        string[] numbers = ["0", "-0.0", "1e-45", "-1e-40", "3.4e38", "-3.4e38", "1e39", "1e400", "NaN", "\"1\"", "1e-400", "-1", "1"];
        lines[line] = lines[line][..(lines[line].IndexOf(':') + 1)] + numbers[random.Next(numbers.Length)] + (lines[line].EndsWith(',') ? "," : "");
        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    private CompileResult Compile(string scaleTable)
    {
        return ModelCompiler.Compile(new CompileRequest
        {
            ClassName = "Digits",
            RequestHash = ContentHash.OfText(""),
            ModelPath = Path.Combine(Digits, "digits.onnx"),
            CalibrationPath = Path.Combine(Digits, "calibration.csv"),
            ScaleTablePath = scaleTable,
        });
    }
}
