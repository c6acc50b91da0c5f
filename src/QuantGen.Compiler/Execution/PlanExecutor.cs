using System.Diagnostics;
using QuantGen.Plan;
using QuantGen.Runtime;

namespace QuantGen.Compiler.Execution;

/// <summary>
/// Runs a plan inside the compiler, with the kernels and in the order that the generated class uses: what calibration and accuracy
/// measurements see is what the user's program computes.
/// </summary>
internal sealed class PlanExecutor : IDisposable
{
    private readonly PlanDocument _plan;
    private readonly ModelWeights _weights;
    private readonly Action<PlanExecution>[] _steps;
    private readonly ModelArena _arena = new(0);

    public PlanExecutor(PlanDocument plan, byte[] weights)
    {
        _plan = plan;
        _weights = ModelWeights.Copy(weights);
        var compiler = new StepCompiler(plan);
        _steps = [.. plan.Steps.Select(compiler.Compile)];
    }

    /// <inheritdoc cref="ModelArena.Threads"/>
    public int Threads
    {
        get => _arena.Threads;
        set => _arena.Threads = value;
    }

    /// <summary>Where not null, the shortest time of each step so far, in ticks of <see cref="Stopwatch"/>, kept up to date by every run.</summary>
    public long[]? ShortestTicks { get; init; }

    /// <summary>Runs the steps: once, or chunk by chunk where the plan has a chunk symbol.</summary>
    /// <param name="symbols">The value of every symbol.</param>
    /// <param name="ports">An array for each input and output, by plan name, of the port's .NET type and size and of any rank.</param>
    /// <param name="steps">How many of the steps, from the first on.</param>
    /// <returns>The tensors (of the last chunk), valid until the next run.</returns>
    /// <exception cref="InvalidOperationException">Another thread is running the plan.</exception>
    /// <exception cref="ObjectDisposedException">The executor was disposed.</exception>
    public PlanExecution Run(IReadOnlyDictionary<string, long> symbols, IReadOnlyDictionary<string, Array> ports, int steps = int.MaxValue)
    {
        _arena.Enter();
        try
        {
            var bounds = _plan.Symbols.ToDictionary(
                symbol => symbol.Name, symbol => symbol.Chunk ?? symbols[symbol.Name], StringComparer.Ordinal);
            _arena.Reserve(_plan.ArenaBytes.Evaluate(bounds));
            var execution = new PlanExecution(
                _arena, _weights, [.. _plan.Symbols.Select(symbol => symbols[symbol.Name])], [.. Ports().Select(port => ports[port.Name])]);
            RunChunks(execution, steps);
            return execution;
        }
        finally
        {
            _arena.Exit();
        }
    }

    /// <summary>A constant in the weights, to be changed between runs.</summary>
    public Span<T> Writable<T>(PlanConstant constant)
        where T : unmanaged
    {
        return _weights.Writable<T>(constant.Offset!.Value, constant.Shape.Aggregate(1L, (product, dimension) => product * dimension));
    }

    public void Dispose()
    {
        _arena.Dispose();
        _weights.Free();
    }

    private void RunChunks(PlanExecution execution, int steps)
    {
        var symbol = _plan.Symbols.ToList().FindIndex(symbol => symbol.Chunk is not null);
        if (symbol < 0)
        {
            RunSteps(execution, steps);
            return;
        }

        var (chunk, rows) = (_plan.Symbols[symbol].Chunk!.Value, execution.Symbol(symbol));
        for (var start = 0L; start < rows; start += chunk)
        {
            execution.SelectRows(symbol, start, Math.Min(chunk, rows - start), rows);
            RunSteps(execution, steps);
        }
    }

    private void RunSteps(PlanExecution execution, int steps)
    {
        var start = Stopwatch.GetTimestamp();
        for (var index = 0; index < Math.Min(steps, _steps.Length); index++)
        {
            _steps[index](execution);
            if (ShortestTicks is { } shortest)
            {
                var end = Stopwatch.GetTimestamp();
                shortest[index] = Math.Min(shortest[index], end - start);
                start = end;
            }
        }
    }

    private IEnumerable<PlanPort> Ports()
    {
        return _plan.Inputs.Concat(_plan.Outputs);
    }
}
