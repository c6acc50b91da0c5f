using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Quantization;
using QuantGen.Plan;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;

namespace QuantGen.Compiler.Tests.Operators;

/// <summary>What a model becomes in float, for tests that look at the plan.</summary>
internal static class Lowered
{
    /// <summary>The plan.</summary>
    public static PlanDocument Plan(OnnxModelBuilder model)
    {
        return Plan(FloatExecution.Normalize(model.ToBytes()));
    }

    /// <summary>The plan of a normalized graph.</summary>
    public static PlanDocument Plan(ModelGraph graph)
    {
        return Plan(graph, QuantizationAssignment.Float());
    }

    /// <summary>The plan of a quantized model.</summary>
    public static PlanDocument Plan(OnnxModelBuilder model, Func<ModelGraph, QuantizationAssignment> quantize)
    {
        var graph = FloatExecution.Normalize(model.ToBytes());
        return Plan(graph, quantize(graph));
    }

    private static PlanDocument Plan(ModelGraph graph, QuantizationAssignment assignment)
    {
        var lowered = ModelLowering.Lower(graph, assignment);
        return lowered.ToPlan(new PlanHeader("Test", "-", "-", "-", "-"));
    }

    /// <summary>The kernels that are called, in order.</summary>
    public static IEnumerable<string> Kernels(OnnxModelBuilder model)
    {
        return Plan(model).Steps.Select(step => step.Kernel);
    }

    /// <summary>The inferred shape of the first output.</summary>
    public static string OutputShape(OnnxModelBuilder model)
    {
        return $"[{string.Join(", ", Plan(model).Outputs[0].Shape)}]";
    }
}
