using System.Diagnostics;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Plan;

namespace QuantGen.Compiler.Execution;

/// <summary>Times forms of a model on one sample in this process, with the kernels and in the order of the generated class, on one thread.</summary>
internal sealed class PlanTiming : IDisposable
{
    /// <summary>
    /// For all forms together: a report must not make a build wait. It is for a glance, <c>quantgen bench</c> for an exact figure; most of the time
    /// goes by until the runtime has compiled the kernels anew, optimized.
    /// </summary>
    private static readonly TimeSpan MostTime = TimeSpan.FromMilliseconds(280);

    /// <summary>How long one form runs before the next has its turn.</summary>
    private static readonly TimeSpan TurnTime = TimeSpan.FromMilliseconds(10);

    private readonly PlanExecutor _executor;
    private readonly Dictionary<string, long> _symbols;
    private readonly Dictionary<string, Array> _ports;
    private TimeSpan _shortest = TimeSpan.MaxValue;

    private PlanTiming(ModelGraph graph, LoweredModel model, CalibrationSample sample)
    {
        var plan = model.ToPlan(new PlanHeader("Measurement", "-", Path.GetFileName(graph.File), "-", "-"));
        _symbols = SampleSymbols.Read(graph, sample);
        _ports = plan.Outputs.ToDictionary(port => port.Name, Allocate, StringComparer.Ordinal);
        foreach (var (input, array) in plan.Inputs.Zip(sample.Inputs))
        {
            _ports[input.Name] = array.Values;
        }

        _executor = new PlanExecutor(plan, model.Weights);
    }

    /// <summary>The shortest run of each form, in microseconds: what else the machine does only adds to it.</summary>
    /// <param name="graph">The model.</param>
    /// <param name="models">Its forms, lowered to run as fast as they can; timed in turn.</param>
    /// <param name="sample">An array for every input.</param>
    public static double[] Measure(ModelGraph graph, IEnumerable<LoweredModel> models, CalibrationSample sample)
    {
        PlanTiming[] timings = [.. models.Select(model => new PlanTiming(graph, model, sample))];
        var total = Stopwatch.StartNew();
        do
        {
            foreach (var timing in timings)
            {
                timing.TakeTurn();
            }
        }
        while (total.Elapsed < MostTime);

        foreach (var timing in timings)
        {
            timing.Dispose();
        }

        return [.. timings.Select(timing => timing._shortest.TotalMicroseconds)];
    }

    public void Dispose()
    {
        _executor.Dispose();
    }

    private void TakeTurn()
    {
        var turn = Stopwatch.StartNew();
        do
        {
            var start = Stopwatch.GetTimestamp();
            _executor.Run(_symbols, _ports);
            var elapsed = Stopwatch.GetElapsedTime(start);
            _shortest = elapsed < _shortest ? elapsed : _shortest;
        }
        while (turn.Elapsed < TurnTime);
    }

    private Array Allocate(PlanPort port)
    {
        var count = port.Shape.Aggregate(Dimension.One, (product, dimension) => product * dimension).Evaluate(_symbols);
        return Array.CreateInstance(port.Type.ClrType(), count);
    }
}
