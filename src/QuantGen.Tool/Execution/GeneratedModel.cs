using System.Runtime.Loader;
using QuantGen.Compiler;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Modes;
using QuantGen.Plan;

namespace QuantGen.Tool.Execution;

/// <summary>A model that the compiler planned, the generator wrote and Roslyn compiled: what it computes is what a build's class computes.</summary>
internal sealed class GeneratedModel
{
    private readonly Type _type;

    private GeneratedModel(CompileResult compiled)
    {
        Compiled = compiled;
        Plan = PlanParser.Parse(compiled.Plan);
        // Not collectible: there the runtime reads a class's static fields at every use, where in a program they are constants.
        _type = GeneratedAssembly.Load(compiled, new AssemblyLoadContext(GeneratedAssembly.ClassName));
    }

    /// <summary>What the compiler gave.</summary>
    public CompileResult Compiled { get; }

    /// <summary>Its plan, parsed.</summary>
    public PlanDocument Plan { get; }

    /// <summary>A plan of inputs and outputs alone, in the time that reading the model takes.</summary>
    /// <exception cref="CompilationException">The model is wrong.</exception>
    public static PlanDocument ReadPorts(CompileRequest request)
    {
        return PlanParser.Parse(ModelCompiler.CompileHeader(Named(request)));
    }

    /// <summary>Quantizes a model as a request says.</summary>
    /// <param name="request">Its class name and hash are replaced by those of the class in memory.</param>
    /// <param name="progress">Told how far it is; may be null.</param>
    /// <exception cref="CompilationException">The model, the data or the request is wrong.</exception>
    public static GeneratedModel Quantize(CompileRequest request, IProgress<CompileProgress>? progress = null)
    {
        return new GeneratedModel(ModelCompiler.Compile(Named(request), progress));
    }

    /// <summary>Compiles a model as it is.</summary>
    /// <param name="request">What to compile; how to quantize is not looked at.</param>
    /// <exception cref="CompilationException">The model is wrong.</exception>
    public static GeneratedModel Float(CompileRequest request)
    {
        return new GeneratedModel(ModelCompiler.CompileFloat(Named(request)));
    }

    /// <summary>A new instance, with working memory of its own, for one thread at a time. The caller disposes it.</summary>
    public IQuantizedModel CreateInstance()
    {
        return (IQuantizedModel)Activator.CreateInstance(_type)!;
    }

    private static CompileRequest Named(CompileRequest request)
    {
        return request with { ClassName = GeneratedAssembly.ClassName, RequestHash = GeneratedAssembly.RequestHash };
    }
}
