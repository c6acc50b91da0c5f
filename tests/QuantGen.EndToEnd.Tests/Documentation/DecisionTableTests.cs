using QuantGen.TestSupport.Documentation;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Documentation;

/// <summary>The figures by which one chooses a mode are those of the tables of all models, which are measured.</summary>
public sealed class DecisionTableTests
{
    private const string Static = "Static";

    [Fact]
    public void FiguresAreThoseOfTheTablesOfModels()
    {
        var table = Rows("docs/modes.md", "decision");
        foreach (var row in table.Skip(1))
        {
            for (var column = 2; column < row.Length; column++)
            {
                var (sqnr, weights) = Measured(row[0], table[0][column]);
                Assert.Equal($"{sqnr} dB, {weights[1]} KB", row[column]);
                Assert.Equal($"{weights[0]} KB", row[1]);
            }
        }
    }

    /// <summary>The SQNR of a model in a mode, and the kilobytes of its weights in float and quantized.</summary>
    private static (string Sqnr, string[] Weights) Measured(string model, string mode)
    {
        var row = Rows("docs/models.md", "mode table").SingleOrDefault(row => row[0] == model && row[1] == mode);
        if (row is null)
        {
            Assert.Equal(Static, mode);
            row = Rows("docs/models.md", "static table").Single(row => row[0] == model);
            return (row[1], row[7].Split(" to "));
        }

        return (row[2], row[7].Split(" to "));
    }

    /// <summary>The cells of a table between the comments with its name, the line below the heading left out.</summary>
    private static string[][] Rows(string page, string name)
    {
        var text = DocumentPage.Get(page).Text.Split($"<!-- {name}: begin -->")[1].Split($"<!-- {name}: end -->")[0];
        return [.. text.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Split('|')[1..^1].Select(cell => cell.Trim()).ToArray())];
    }
}
