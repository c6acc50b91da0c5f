using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using QuantGen.Compiler;
using QuantGen.Declarations;
using QuantGen.Plan;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Generation;

namespace QuantGen.Benchmarks.Generation;

/// <summary>A project in memory: ordinary files, and classes with models that have the plan of the digits sample.</summary>
internal sealed class GeneratedProject
{
    private readonly PlanDocument _plan;
    private int _edits;

    private GeneratedProject(PlanDocument plan, CSharpCompilation compilation, int models)
    {
        (_plan, Compilation) = (plan, compilation);
        Plans = [.. compilation.SyntaxTrees.Take(models).Select((tree, index) => PlanFile(index, RequestOf(tree).Hash, plan.ArenaBytes))];
    }

    /// <summary>The project; the files with models come first.</summary>
    public CSharpCompilation Compilation { get; }

    /// <summary>The plans, as additional files.</summary>
    public ImmutableArray<AdditionalText> Plans { get; }

    /// <summary>How many steps the plan of a model has.</summary>
    public int StepsOfModel => _plan.Steps.Count;

    /// <summary>Makes a project.</summary>
    public static GeneratedProject Create(int files, int models)
    {
        var folder = Path.Combine(SharedData.Repository, "samples", "Digits");
        var compiled = ModelCompiler.Compile(new CompileRequest
        {
            ClassName = "Digits",
            RequestHash = ContentHash.OfText(""),
            ModelPath = Path.Combine(folder, "digits.onnx"),
            CalibrationPath = Path.Combine(folder, "calibration.csv"),
        });
        var sources = Enumerable.Range(0, files).Select(index => index < models ? ModelSource(index) : OrdinarySource(index));
        return new GeneratedProject(PlanParser.Parse(compiled.Plan), StrictProject.Compile([.. sources]), models);
    }

    /// <summary>The project after a method was added to an ordinary file.</summary>
    public Compilation EditUnrelated()
    {
        return Edit(Compilation.SyntaxTrees.Length - 1);
    }

    /// <summary>The project after a method was added to a class with a model, which moves nothing of its attribute.</summary>
    public Compilation EditModelClass()
    {
        return Edit(0);
    }

    /// <summary>A driver after a build gave the first model another plan.</summary>
    public GeneratorDriver EditPlan(GeneratorDriver driver)
    {
        _edits++;
        var request = RequestOf(Compilation.SyntaxTrees[0]).Hash;
        return driver.ReplaceAdditionalText(Plans[0], PlanFile(0, request, _plan.ArenaBytes + Dimension.Constant(64L * _edits)));
    }

    private CSharpCompilation Edit(int file)
    {
        _edits++;
        var tree = Compilation.SyntaxTrees[file];
        var text = tree.GetText();
        var end = text.ToString().LastIndexOf('}');
        var method = string.Create(CultureInfo.InvariantCulture, $"    internal static int Edited{_edits}() {{ return {_edits}; }}\n");
        return Compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(text.Replace(end, 0, method)));
    }

    private AdditionalText PlanFile(int model, string request, Dimension arena)
    {
        var plan = _plan with { ClassName = ClassName(model), Request = request, ArenaBytes = arena };
        return StrictProject.AdditionalFile($"obj/quantgen/{plan.ClassName}.qplan", PlanWriter.Write(plan));
    }

    private static QuantizeRequest RequestOf(SyntaxTree tree)
    {
        return QuantizeDeclarationReader.ReadAll(tree).Single().Request!;
    }

    private static string ClassName(int model)
    {
        return string.Create(CultureInfo.InvariantCulture, $"Samples.Model{model}");
    }

    private static string ModelSource(int index)
    {
        return $$"""
            using QuantGen;

            namespace Samples;

            [Quantize(QuantizationMode.Static, Model = "digits.onnx", Calibration = "calibration.csv")]
            public sealed partial class {{ClassName(index).Split('.')[1]}}
            {
            }
            """;
    }

    private static string OrdinarySource(int index)
    {
        var methods = Enumerable.Range(0, 20).Select(method => string.Create(CultureInfo.InvariantCulture, $$"""
                internal static int Method{{method}}(int value)
                {
                    var total = value;
                    for (var i = 0; i < {{method + index}}; i++)
                    {
                        total += i * value;
                    }

                    return total;
                }

            """));
        return string.Create(CultureInfo.InvariantCulture, $$"""
            namespace Samples.Ordinary;

            internal static class Class{{index}}
            {
            {{string.Concat(methods)}}
            }
            """);
    }
}
