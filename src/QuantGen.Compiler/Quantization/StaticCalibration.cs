namespace QuantGen.Compiler.Quantization;

/// <summary>What calibration found out about a model, in the model's own names: what a scale table keeps.</summary>
/// <param name="Ranges">The range of every value that may be quantized.</param>
/// <param name="BiasCorrections">What to add to the bias of a node, one for each output channel; see <see cref="BiasCorrection"/>.</param>
internal sealed record StaticCalibration(
    IReadOnlyDictionary<string, (float Min, float Max)> Ranges, IReadOnlyDictionary<string, float[]> BiasCorrections)
{
    public static readonly IReadOnlyDictionary<string, float[]> NoCorrections = new Dictionary<string, float[]>();
}
