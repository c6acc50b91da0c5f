using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Execution;

/// <summary>The sizes that a sample gives to a graph's open dimensions.</summary>
internal static class SampleSymbols
{
    /// <summary>Reads them off the shapes of the inputs.</summary>
    public static Dictionary<string, long> Read(ModelGraph graph, CalibrationSample sample)
    {
        var symbols = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (input, array) in graph.Inputs.Zip(sample.Inputs))
        {
            foreach (var (dimension, size) in input.Dimensions.Zip(array.Shape).Where(pair => pair.First.SymbolName is not null))
            {
                symbols[dimension.SymbolName!] = size;
            }
        }

        return symbols;
    }
}
