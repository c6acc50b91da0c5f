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

    /// <summary>Fails unless a node test of ONNX passes, or its form is refused with the diagnostic for it.</summary>
    /// <param name="name">A folder of <c>shared/conformance/node</c>.</param>
    /// <param name="isSupported">Whether it must pass; otherwise it must be refused.</param>
    public static void PassesNodeTest(string name, bool isSupported)
    {
        var test = OnnxNodeTest.Load(name);
        if (isSupported)
        {
            test.AssertOutputs(FloatExecution.Run(test.ModelPath, test.Inputs));
            return;
        }

        var exception = Assert.Throws<CompilationException>(() => FloatExecution.Run(test.ModelPath, test.Inputs));
        Assert.All(exception.Diagnostics, diagnostic => Assert.Equal(DiagnosticCatalog.UnsupportedOperatorId, diagnostic.Id));
    }

    /// <summary>As <see cref="PassesNodeTest"/>, with shapes, axes and scalars as initializers, as models have them.</summary>
    public static void PassesNodeTestWithParameters(string name, bool isSupported)
    {
        var test = OnnxNodeTest.Load(name);
        var (model, inputs) = test.WithParameters(OnnxModelReader.OldestOpset, OnnxModelReader.NewestOpset);
        if (isSupported)
        {
            test.AssertOutputs(FloatExecution.Run(model, inputs));
            return;
        }

        var exception = Assert.Throws<CompilationException>(() => FloatExecution.Run(model, inputs));
        Assert.All(exception.Diagnostics, diagnostic => Assert.Equal(DiagnosticCatalog.UnsupportedOperatorId, diagnostic.Id));
    }

    /// <summary>
    /// The names of ONNX's tests of some operators, but not of their expansions into other operators nor of strings; none on a machine
    /// without them.
    /// </summary>
    /// <param name="operators">As the tests write them: <c>softmax</c> stands for <c>test_softmax</c> and every <c>test_softmax_...</c>.</param>
    public static TheoryData<string> NodeTests(params string[] operators)
    {
        var folder = Path.Combine(SharedData.Root, "conformance", "node");
        var names = Directory.Exists(folder) ? Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)) : [];
        return [.. names.Where(name => operators.Any(op => IsTestOf(op, name))).Order()];
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

    private static bool IsTestOf(string op, string name)
    {
        return (name == $"test_{op}" || name.StartsWith($"test_{op}_", StringComparison.Ordinal))
            && !name.Contains("_expanded", StringComparison.Ordinal)
            && !name.Contains("_string", StringComparison.Ordinal);
    }
}
