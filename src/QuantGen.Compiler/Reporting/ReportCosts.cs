using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;

namespace QuantGen.Compiler.Reporting;

/// <summary>What a form of the model costs to keep and to run.</summary>
/// <param name="WeightBytes">Of the packed weights.</param>
/// <param name="ArenaBytes">Of the working memory of an instance.</param>
/// <param name="Microseconds">Of a run of one sample; null without a sample.</param>
internal sealed record ReportCosts(long WeightBytes, long ArenaBytes, double? Microseconds)
{
    /// <summary>Measures the forms of a model.</summary>
    /// <param name="graph">The model.</param>
    /// <param name="models">Its forms, lowered to run as fast as they can.</param>
    /// <param name="sample">An array for every input, where there is one; open dimensions count as 1 otherwise.</param>
    public static ReportCosts[] Of(ModelGraph graph, IReadOnlyList<LoweredModel> models, CalibrationSample? sample)
    {
        var symbols = sample is null ? [] : SampleSymbols.Read(graph, sample);
        var times = sample is null ? null : PlanTiming.Measure(graph, models, sample);
        return [.. models.Select((model, index) => new ReportCosts(model.Weights.Length, ArenaBytes(model), times?[index]))];

        long ArenaBytes(LoweredModel model)
        {
            return model.ArenaBytes.Evaluate(model.Symbols.ToDictionary(
                symbol => symbol.Name, symbol => symbol.Chunk ?? symbols.GetValueOrDefault(symbol.Name, 1), StringComparer.Ordinal));
        }
    }
}
