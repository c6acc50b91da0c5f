using System.Globalization;
using QuantGen.TestSupport;

namespace QuantGen.EndToEnd.Tests.Models;

/// <summary>The SQNR that ONNX Runtime's own quantizer reaches, from <c>shared/models/BASELINE.md</c>.</summary>
internal static class Baseline
{
    /// <summary>The column "best static" by model, such as <c>own/mnist_lenet</c>: dB over all outputs, then of the main one where the table states both.</summary>
    public static IReadOnlyDictionary<string, double[]> BestStatic()
    {
        return Read("best static");
    }

    /// <summary>The column "dynamic (dyn-mm)", in the same way: matrix products and recurrent layers with activations quantized while they run.</summary>
    public static IReadOnlyDictionary<string, double[]> Dynamic()
    {
        return Read("dynamic (dyn-mm)");
    }

    private static Dictionary<string, double[]> Read(string header)
    {
        var rows = File.ReadLines(SharedData.Models("BASELINE.md"))
            .Where(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .ToArray();
        var column = Array.IndexOf(rows.First(row => row.Contains(header)), header);
        var best = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var row in rows.Where(row => row.Length > column && row[0].Contains('/')))
        {
            // A row may name two models of the same folder, and remarks may follow the figures.
            var names = row[0].Split(" / ").Select(name => name.Contains('/') ? name : $"{row[0].Split('/')[0]}/{name}").ToArray();
            var figures = row[column].Split(' ')[0].TrimEnd(',').Split('/').Select(Parse).ToArray();
            for (var i = 0; i < names.Length; i++)
            {
                best[names[i]] = names.Length > 1 ? [Parse(row[column].Split(" / ")[i].Split(' ')[0])] : figures;
            }
        }

        return best;
    }

    private static double Parse(string text)
    {
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NegativeInfinity;
    }
}
