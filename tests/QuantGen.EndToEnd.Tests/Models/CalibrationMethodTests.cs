using System.Globalization;
using System.Text;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Models;

/// <summary>The calibration methods side by side: the table of <c>docs/calibration.md</c> that the default is chosen from.</summary>
public sealed class CalibrationMethodTests(StaticSuite suite) : IClassFixture<StaticSuite>
{
    private static readonly CalibrationMethod[] Methods =
        [CalibrationMethod.MinMax, CalibrationMethod.Percentile, CalibrationMethod.Entropy, CalibrationMethod.MeanSquaredError, CalibrationMethod.Default];

    [SkippableFact]
    public void TableIsWrittenToTheDocs()
    {
        DocumentTable.Require();
        var table = new StringBuilder($"| model | {string.Join(" | ", Methods)} |\n|---|{string.Concat(Methods.Select(_ => "---|"))}\n");
        var sums = new double[Methods.Length];
        foreach (var name in StaticSuite.Names)
        {
            var figures = Methods.Select(method => StaticMeasurement.Measure(suite.Load(name), method).Sqnr).ToArray();
            sums = [.. sums.Zip(figures, (sum, figure) => sum + figure)];
            table.Append($"| {name} | {string.Join(" | ", figures.Select(Number))} |\n");
        }

        table.Append($"| mean | {string.Join(" | ", sums.Select(sum => Number(sum / StaticSuite.Names.Count)))} |\n");
        DocumentTable.Write("calibration.md", "methods", table.ToString());
    }

    private static string Number(double value)
    {
        return value.ToString("F1", CultureInfo.InvariantCulture);
    }
}
