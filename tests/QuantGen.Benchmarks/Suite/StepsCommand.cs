using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using QuantGen.Compiler.Execution;
using QuantGen.Plan;
using QuantGen.TestSupport.Models;
using QuantGen.Tool.CommandLine;
using QuantGen.Tool.Execution;

namespace QuantGen.Benchmarks.Suite;

/// <summary><c>steps</c>: where a model's time goes, step by step or kernel by kernel.</summary>
internal sealed class StepsCommand
{
    private readonly Argument<string> _model = new("MODEL") { Description = "The model: its path under shared, or the end of it." };

    private readonly Option<bool> _all = new("--all") { Description = "Every step, in order, instead of one line for each kernel." };

    private readonly Option<double> _seconds = OptionFactory.Number(
        "--seconds", "How long the model is timed in each mode.", 1.0, seconds => seconds is > 0 and <= 3600, "a number of seconds");

    private StepsCommand()
    {
    }

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var steps = new StepsCommand();
        var command = new Command("steps", "Times the steps of a model, the shortest of many runs of each, on one thread.")
        {
            steps._model,
            steps._all,
            steps._seconds,
        };
        command.SetAction(steps.Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        using var data = new StaticSuite();
        var model = BenchmarkModels.Named(result.GetValue(_model)!)[0];
        var folder = new ModelFolder(model);
        foreach (var mode in model.Modes)
        {
            var compiled = folder.Compile(mode, data);
            var steps = compiled.Plan.Steps;
            var times = Measure(compiled, folder.Inputs(compiled.Plan), TimeSpan.FromSeconds(result.GetValue(_seconds)));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{model.Name}, {mode}: {steps.Count} steps, {times.Sum():0.0} us"));
            var table = new TextTable(">us", ">steps", "kernel", "step");
            var lines = result.GetValue(_all)
                ? steps.Zip(times, (step, time) => (Time: time, Count: 1, step.Kernel, Title: step.Title))
                : steps.Zip(times).GroupBy(pair => pair.First.Kernel)
                    .Select(group => (Time: group.Sum(pair => pair.Second), Count: group.Count(), Kernel: group.Key, Title: ""))
                    .OrderByDescending(line => line.Time);
            foreach (var line in lines)
            {
                table.Add(line.Time.ToString("0.00", CultureInfo.InvariantCulture), $"{line.Count}", line.Kernel, line.Title);
            }

            table.Write(Console.Out);
        }

        return 0;
    }

    /// <returns>Microseconds, for each step.</returns>
    private static double[] Measure(GeneratedModel model, Dictionary<string, Tensor> inputs, TimeSpan time)
    {
        var plan = model.Plan;
        var tensors = inputs.Concat(ModelSession.AllocateOutputs(plan, inputs, "-")).ToDictionary(pair => pair.Key, pair => pair.Value.Array);
        var ports = plan.Inputs.Concat(plan.Outputs).ToDictionary(port => port.Name, port => tensors[port.OnnxName], StringComparer.Ordinal);
        var symbols = OpenDimensions.Read(plan.Inputs.Select(input => (input, inputs[input.OnnxName].Shape)));
        using var executor = new PlanExecutor(plan, model.Compiled.Weights) { ShortestTicks = new long[plan.Steps.Count] };
        Array.Fill(executor.ShortestTicks, long.MaxValue);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < time)
        {
            executor.Run(symbols, ports);
        }

        return [.. executor.ShortestTicks.Select(ticks => ticks * 1e6 / Stopwatch.Frequency)];
    }
}
