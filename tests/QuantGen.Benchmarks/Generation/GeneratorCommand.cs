using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using QuantGen.Generators;
using QuantGen.TestSupport.Generation;
using QuantGen.Tool.CommandLine;

namespace QuantGen.Benchmarks.Generation;

/// <summary><c>generator</c>: what the source generator costs while a person types.</summary>
internal sealed class GeneratorCommand
{
    private const int Files = 500;
    private const int Models = 20;

    private readonly Option<int> _rounds = OptionFactory.Number(
        "--rounds", "How often each edit is made.", 50, rounds => rounds is >= 1 and <= 1000, "a number from 1 to 1000");

    private GeneratorCommand()
    {
    }

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var generator = new GeneratorCommand();
        var command = new Command("generator", $"Times the generator on a project of {Files} files and {Models} models, after edits of several kinds.") { generator._rounds };
        command.SetAction(generator.Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        var project = GeneratedProject.Create(Files, Models);
        var rounds = result.GetValue(_rounds);
        Console.WriteLine(Processor.Description);
        Console.WriteLine($"{Files} files, {Models} models of {project.StepsOfModel} steps each; milliseconds: median (minimum).");
        Console.WriteLine();
        var table = new TextTable("edit", ">time", ">attributes read", ">plans parsed", ">sources written", ">outputs asked");
        AddRow(table, "none: the first run", rounds, () => (Driver(project), project.Compilation));

        var warm = Driver(project).RunGenerators(project.Compilation);
        AddRow(table, "an unrelated file", rounds, () => (warm, project.EditUnrelated()));
        AddRow(table, "the body of a class with a model", rounds, () => (warm, project.EditModelClass()));
        AddRow(table, "a plan, as after a build", rounds, () => (project.EditPlan(warm), project.Compilation));
        table.Write(Console.Out);
        return 0;
    }

    private static GeneratorDriver Driver(GeneratedProject project)
    {
        return CSharpGeneratorDriver.Create(
            [new QuantizedModelGenerator().AsSourceGenerator()],
            project.Plans,
            StrictProject.ParseOptions,
            optionsProvider: null,
            new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
    }

    private static void AddRow(TextTable table, string edit, int rounds, Func<(GeneratorDriver Driver, Compilation Compilation)> prepare)
    {
        var times = new double[rounds];
        GeneratorRunResult outcome = default;
        for (var round = -1; round < rounds; round++)
        {
            var (driver, compilation) = prepare();
            var start = Stopwatch.GetTimestamp();
            var after = driver.RunGenerators(compilation);
            if (round >= 0)
            {
                times[round] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }

            outcome = after.GetRunResult().Results[0];
        }

        Array.Sort(times);
        table.Add(
            edit,
            string.Create(CultureInfo.InvariantCulture, $"{times[rounds / 2]:0.0} ({times[0]:0.0})"),
            Computed(outcome, "result_ForAttributeWithMetadataName"), // the compiler's name
            Computed(outcome, "Plans"),
            Computed(outcome, "Sources"),
            Computed(outcome.TrackedOutputSteps.SelectMany(step => step.Value)));
    }

    /// <summary>How many results of a step of the generator's pipeline, named as in <see cref="QuantizedModelGenerator"/>, were computed in a run.</summary>
    private static string Computed(GeneratorRunResult result, string step)
    {
        return Computed(result.TrackedSteps.TryGetValue(step, out var runs) ? runs : []);
    }

    private static string Computed(IEnumerable<IncrementalGeneratorRunStep> runs)
    {
        var outputs = runs.SelectMany(run => run.Outputs);
        return outputs.Count(output => output.Reason != IncrementalStepRunReason.Cached).ToString(CultureInfo.InvariantCulture);
    }
}
