using System.Globalization;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Diagnostics;
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

    /// <inheritdoc cref="PlanExecutor.Threads"/>
    public int Threads
    {
        get => _executor.Threads;
        set => _executor.Threads = value;
    }

    /// <summary>Runs a sample. The result is valid until the next run.</summary>
    /// <param name="sample">An array for every input.</param>
    /// <param name="until">The last value that is wanted; what comes after it is not computed.</param>
    /// <exception cref="CompilationException">Its tensors would not fit into the machine's memory.</exception>
    public ModelRun Run(CalibrationSample sample, Value? until = null)
    {
        var symbols = SampleSymbols.Read(_graph, sample);
        CheckMemory(symbols);
        var ports = new Dictionary<string, Array>(StringComparer.Ordinal);
        foreach (var (input, array) in _graph.Inputs.Zip(sample.Inputs))
        {
            ports[_model.Context.Builder.Input(input).Name] = array.Values;
        }

        foreach (var output in _plan.Outputs)
        {
            var count = output.Shape.Aggregate(Dimension.One, (product, dimension) => product * dimension).Evaluate(symbols);
            ports.TryAdd(output.Name, Array.CreateInstance(output.Type.ClrType(), count));
        }

        return new ModelRun(_model.Context, _executor.Run(symbols, ports, until is null ? int.MaxValue : StepOf(until) + 1), symbols, ports);
    }

    /// <summary>Changes the bias of an integer node for the runs to come.</summary>
    /// <param name="node">A product.</param>
    /// <param name="change">What to add, one for each output channel.</param>
    public void AddToBias(Node node, ReadOnlySpan<int> change)
    {
        var bias = _executor.Writable<int>(_model.Context.Builder.Biases[node]);
        for (var channel = 0; channel < change.Length; channel++)
        {
            bias[channel] += change[channel];
        }
    }

    public void Dispose()
    {
        _executor.Dispose();
    }

    /// <summary>A system that promises more memory than it has ends the process that then uses it.</summary>
    private void CheckMemory(Dictionary<string, long> symbols)
    {
        const double Gibibyte = 1 << 30;
        var (needed, available) = (ArenaBytes(symbols), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        if (needed > available)
        {
            throw new CompilationException(DiagnosticCatalog.ModelTooLarge(_graph.File, string.Create(
                CultureInfo.InvariantCulture,
                $"its tensors for one sample need {needed / Gibibyte:F1} GiB together, and there are {available / Gibibyte:F1}")));
        }
    }

    private long ArenaBytes(Dictionary<string, long> symbols)
    {
        try
        {
            return _plan.ArenaBytes.Evaluate(symbols);
        }
        catch (OverflowException)
        {
            return long.MaxValue;
        }
    }

    /// <summary>Index of the step that computes a value.</summary>
    private int StepOf(Value value)
    {
        var name = _model.Context.Primary(value).Name;
        return _model.Context.Builder.Steps.FindIndex(step => step.Operands.Any(operand => operand.Name == name));
    }
}
