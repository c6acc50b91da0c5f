using System.Numerics.Tensors;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Accuracy;

/// <summary>
/// Whether data lies where the 8 bits of the model's inputs lie. Calibration alone cannot tell that its data is scaled wrongly, for the network's
/// outputs look as good then; two sets of data that are prepared differently can be told apart.
/// </summary>
internal sealed class InputCoverage
{
    /// <summary>Two bits. Sets of one kind seldom differ by as much, wrong scales (255, a standard deviation) mostly do by more.</summary>
    private const float Disparity = 4;

    private readonly (int Index, Value Value, QuantizationParameters Parameters)[] _inputs;
    private readonly float[] _smallest;
    private readonly float[] _largest;

    /// <param name="graph">The model; only inputs that are quantized as they come are looked at.</param>
    /// <param name="assignment">Their scales.</param>
    public InputCoverage(ModelGraph graph, QuantizationAssignment assignment)
    {
        _inputs =
        [
            .. graph.Inputs.Index()
                .Where(input => input.Item.Type == ElementType.Float32 && assignment.HasParameters(input.Item))
                .Select(input => (input.Index, input.Item, assignment.Parameters(input.Item))),
        ];
        _smallest = [.. _inputs.Select(_ => float.PositiveInfinity)];
        _largest = [.. _inputs.Select(_ => float.NegativeInfinity)];
    }

    /// <summary>Looks at samples on their way to somebody else.</summary>
    public IEnumerable<CalibrationSample> Watch(IEnumerable<CalibrationSample> samples)
    {
        foreach (var sample in samples)
        {
            for (var i = 0; i < _inputs.Length; i++)
            {
                var values = (float[])sample.Inputs[_inputs[i].Index].Values;
                _smallest[i] = Math.Min(_smallest[i], TensorPrimitives.Min<float>(values));
                _largest[i] = Math.Max(_largest[i], TensorPrimitives.Max<float>(values));
            }

            yield return sample;
        }
    }

    /// <summary>A warning for each input whose values are of another size than its 8 bits are for.</summary>
    /// <param name="file">The data, as the user named it.</param>
    public IEnumerable<Diagnostic> Check(string file)
    {
        for (var i = 0; i < _inputs.Length; i++)
        {
            var (_, value, parameters) = _inputs[i];
            var (low, high) = parameters.Range;
            var (reach, covered) = (Reach(_smallest[i], _largest[i]), Reach(low, high));
            if (reach > covered * Disparity || reach < covered / Disparity)
            {
                yield return DiagnosticCatalog.InputNotCovered(file, value.Name, (_smallest[i], _largest[i]), (low, high), saturates: reach > covered);
            }
        }
    }

    private static float Reach(float low, float high)
    {
        return Math.Max(Math.Abs(low), Math.Abs(high));
    }
}
