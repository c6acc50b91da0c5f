using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Onnx;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Conformance;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.Compiler.Tests.Operators;

/// <summary>What tests of operators share: our float result against ONNX Runtime's and against ONNX's own node tests.</summary>
internal static class OperatorAssert
{
    /// <summary>Fails unless the model gives what ONNX Runtime gives.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">A tensor for each of its inputs.</param>
    /// <param name="relative">Bound of the relative error; the absolute one is the same, for values around 1.</param>
    public static void AgreesWithOnnxRuntime(OnnxModelBuilder model, (string Name, OrtTensor Tensor)[] inputs, double relative = 1e-5)
    {
        var bytes = model.ToBytes();
        using var session = OrtSession.Open(bytes);
        var expected = session.Run(inputs);
        var actual = FloatExecution.Run(bytes, inputs);
        foreach (var (name, tensor) in expected)
        {
            TensorAssert.Close(tensor, actual[name], relative, relative, name);
        }
    }

    /// <summary>Floats that repeat for the same seed, spread evenly over a range.</summary>
    public static OrtTensor Random(int seed, float low, float high, params ReadOnlySpan<int> dimensions)
    {
        var random = new Random(seed);
        var count = 1;
        foreach (var dimension in dimensions)
        {
            count *= dimension;
        }

        return OrtTensor.Create([.. Enumerable.Range(0, count).Select(_ => low + (random.NextSingle() * (high - low)))], dimensions);
    }
}
