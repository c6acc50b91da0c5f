using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Accuracy;

/// <summary>
/// The error that a layer adds by itself: the same layer in integers and in float, both on what the float model gives it. An input that its producer
/// stores in 8 bits comes rounded to both, for that error is the producer's; one that is float until this layer rounds it is rounded by the layer.
/// </summary>
internal sealed class AddedErrorMeter : IDisposable
{
    /// <summary>Each layer is lowered and run alone, twice: a few samples have to do.</summary>
    private const int MostSamples = 4;

    private readonly Node _node;
    private readonly QuantizationAssignment _assignment;
    private readonly NodeRunner _float;
    private readonly NodeRunner _quantized;
    private readonly ErrorMeter _error = new();
    private int _samples;

    public AddedErrorMeter(ModelGraph graph, Node node, QuantizationAssignment assignment)
    {
        (_node, _assignment) = (node, assignment);
        _float = new NodeRunner(graph, node, QuantizationAssignment.Float());
        _quantized = new NodeRunner(graph, node, assignment);
    }

    /// <summary>Signal to added noise in dB, infinite where the layer adds none; null without samples.</summary>
    public double? SqnrDb => _error.IsMeasured ? _error.SqnrDb : null;

    /// <summary>Adds a sample, unless there were enough.</summary>
    /// <param name="symbols">The sizes of the graph's open dimensions.</param>
    /// <param name="values">What the float model computes; without an input of the layer, the sample is not counted.</param>
    public void Add(IReadOnlyDictionary<string, long> symbols, IReadOnlyDictionary<Value, float[]> values)
    {
        var inputs = IntegerPlacement.DataInputs(_node).Distinct().ToArray();
        if (_samples == MostSamples || !inputs.All(values.ContainsKey))
        {
            return;
        }

        _samples++;
        var rounded = inputs.ToDictionary(input => input, input => AsStored(input, values[input]));
        _error.Add(_float.Run(symbols, rounded), _quantized.Run(symbols, rounded));
    }

    public void Dispose()
    {
        _float.Dispose();
        _quantized.Dispose();
    }

    private float[] AsStored(Value value, float[] elements)
    {
        if (!_assignment.IsStoredQuantized(value))
        {
            return elements;
        }

        var parameters = _assignment.Parameters(value);
        return Array.ConvertAll(elements, element => parameters.Dequantize(parameters.Quantize(element)));
    }
}
