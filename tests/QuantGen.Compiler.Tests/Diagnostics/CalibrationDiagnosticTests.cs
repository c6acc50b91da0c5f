using QuantGen.Compiler.Diagnostics;
using Xunit;

namespace QuantGen.Compiler.Tests.Diagnostics;

public sealed class CalibrationDiagnosticTests
{
    [Fact]
    public void Missing_calibration_points_at_the_attribute()
    {
        var diagnostic = DiagnosticCatalog.CalibrationNotGiven(new DiagnosticLocation("Model.cs", 6, 2), "DigitClassifier");

        Assert.StartsWith("Model.cs(6,2): error QG0221: Static quantization of 'DigitClassifier'", diagnostic.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Long_cell_is_shortened_and_stays_on_one_line()
    {
        var diagnostic = DiagnosticCatalog.CalibrationCellInvalid("data.csv", 14, 3, "a\n" + new string('x', 100), "is not a number");

        Assert.StartsWith("data.csv(14,3): error QG0225: Row 14, column 3: 'a xxx", diagnostic.ToString(), StringComparison.Ordinal);
        Assert.Contains("xxx...' is not a number", diagnostic.Message, StringComparison.Ordinal);
    }
}
