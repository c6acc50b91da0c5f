using System.Linq.Expressions;
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

    /// <summary>Runs the steps once.</summary>
    /// <param name="symbols">The value of every symbol; the chunk symbol's at most its chunk.</param>
    /// <param name="ports">An array for each input and output, by plan name, of the port's .NET type and size.</param>
    /// <returns>The tensors, valid until the next run.</returns>
    public PlanExecution Run(IReadOnlyDictionary<string, long> symbols, IReadOnlyDictionary<string, Array> ports)
    {
        var bounds = _plan.Symbols.ToDictionary(symbol => symbol.Name, symbol => symbol.Chunk ?? symbols[symbol.Name], StringComparer.Ordinal);
        _arena.Reserve(_plan.ArenaBytes.Evaluate(bounds));
        var execution = new PlanExecution(
            _arena, _weights, [.. _plan.Symbols.Select(symbol => symbols[symbol.Name])], [.. Ports().Select(port => ports[port.Name])]);
        foreach (var step in _steps)
        {
            step(execution);
        }

        return execution;
    }

    public void Dispose()
    {
        _arena.Dispose();
    }

    private IEnumerable<PlanPort> Ports()
    {
        return _plan.Inputs.Concat(_plan.Outputs);
    }
}
