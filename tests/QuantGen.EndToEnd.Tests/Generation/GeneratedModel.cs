using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using QuantGen.Compiler.Quantization;
using QuantGen.Declarations;
using QuantGen.Generators;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Generation;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Generation;

/// <summary>A model as a program has it: the class that the generator writes for its plan, compiled.</summary>
/// <param name="Compiled">The plan.</param>
/// <param name="Type">The class.</param>
internal sealed record GeneratedModel(CompiledModel Compiled, Type Type)
{
    private delegate void RunOneOutput(ReadOnlySpan<float> input, Span<float> output);

    private delegate void RunTwoOutputs(ReadOnlySpan<float> input, Span<float> first, Span<float> second);

    /// <summary>Compiles the model, then the class.</summary>
    public static GeneratedModel Create(SuiteModel model, QuantizationMode mode)
    {
        var project = StrictProject.Compile(Source(mode));
        var declaration = Assert.Single(QuantizeDeclarationReader.ReadAll(project.SyntaxTrees[0]));
        var compiled = CompiledModel.Compile(model, declaration.Request!.Hash, new QuantizationOptions { Mode = mode });
        var driver = CSharpGeneratorDriver.Create(
            [new QuantizedModelGenerator().AsSourceGenerator()],
            [StrictProject.AdditionalFile("Compiled.Model.qplan", compiled.Result.Plan)],
            StrictProject.ParseOptions);
        driver.RunGeneratorsAndUpdateCompilation(project, out var generated, out var diagnostics);
        Assert.Empty(diagnostics);
        var assembly = StrictProject.Load(
            (CSharpCompilation)generated, ($"{CompiledModel.ClassName}.qweights", compiled.Result.Weights));
        return new GeneratedModel(compiled, assembly.GetType(CompiledModel.ClassName, throwOnError: true)!);
    }

    /// <summary>A new instance.</summary>
    public IQuantizedModel Open()
    {
        return (IQuantizedModel)Activator.CreateInstance(Type)!;
    }

    /// <summary>The typed method of an instance, which takes the input and the outputs.</summary>
    public static Action<float[], float[][]> TypedRun(IQuantizedModel instance)
    {
        if (instance.Outputs.Count == 1)
        {
            var one = Method(instance).CreateDelegate<RunOneOutput>(instance);
            return (input, outputs) => one(input, outputs[0]);
        }

        var two = Method(instance).CreateDelegate<RunTwoOutputs>(instance);
        return (input, outputs) => two(input, outputs[0], outputs[1]);
    }

    private static string Source(QuantizationMode mode)
    {
        var calibration = mode == QuantizationMode.Static ? ", Calibration = \"calibration.npy\"" : "";
        return $$"""
            using QuantGen;

            namespace Compiled;

            /// <summary>The model.</summary>
            [Quantize(QuantizationMode.{{mode}}, Model = "model.onnx"{{calibration}})]
            public sealed partial class Model;
            """;
    }

    private static MethodInfo Method(IQuantizedModel instance)
    {
        Type[] outputs = [.. Enumerable.Repeat(typeof(Span<float>), instance.Outputs.Count)];
        return instance.GetType().GetMethod("Run", [typeof(ReadOnlySpan<float>), .. outputs])!;
    }
}
