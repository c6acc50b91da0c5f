using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Quantization;
using QuantGen.Plan;

namespace QuantGen.Compiler.Execution;

/// <summary>Runs a graph, in float or quantized, on samples, and lets every intermediate value be looked at.</summary>
internal sealed class ModelRunner : IDisposable
{
    private readonly ModelGraph _graph;
    private readonly LoweredModel _model;
    private readonly PlanDocument _plan;
    private readonly PlanExecutor _executor;

    public ModelRunner(ModelGraph graph, QuantizationAssignment quantization)
    {
        _graph = graph;
        _model = ModelLowering.Lower(graph, quantization, keepTensors: true);
        _plan = _model.ToPlan(new PlanHeader("Measurement", "-", Path.GetFileName(graph.File), "-", "-"));
        _executor = new PlanExecutor(_plan, _model.Weights);
        Inputs = [.. graph.Inputs.Select(input => new CalibrationInput(input.Name, input.Type, input.Dimensions))];
    }

    /// <summary>What a sample holds.</summary>
    public IReadOnlyList<CalibrationInput> Inputs { get; }

    /// <summary>Runs a sample. The result is valid until the next run.</summary>
    public ModelRun Run(CalibrationSample sample)
    {
        var symbols = ReadSymbols(sample);
        var ports = new Dictionary<string, Array>(StringComparer.Ordinal);
        foreach (var (input, array) in _graph.Inputs.Zip(sample.Inputs))
        {
            ports[Port(input)] = array.Values;
        }

        foreach (var output in _plan.Outputs)
        {
            var count = output.Shape.Aggregate(Dimension.One, (product, dimension) => product * dimension).Evaluate(symbols);
            ports.TryAdd(output.Name, Array.CreateInstance(output.Type.ClrType(), count));
        }

        return new ModelRun(_model.Context, _executor.Run(symbols, ports), symbols, ports);
    }

    public void Dispose()
    {
        _executor.Dispose();
    }

    private string Port(Value value)
    {
        return _model.Context.Builder.Port(value).Name;
    }

    private Dictionary<string, long> ReadSymbols(CalibrationSample sample)
    {
        var symbols = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (input, array) in _graph.Inputs.Zip(sample.Inputs))
        {
            foreach (var (dimension, size) in input.Dimensions.Zip(array.Shape).Where(pair => pair.First.SymbolName is not null))
            {
                symbols[dimension.SymbolName!] = size;
            }
        }

        return symbols;
    }
}
