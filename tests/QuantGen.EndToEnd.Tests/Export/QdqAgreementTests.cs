using System.Globalization;
using Google.Protobuf;
using QuantGen.Compiler;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators.Convolution;
using QuantGen.Compiler.Operators.MatrixProduct;
using QuantGen.TestSupport.Models;
using QuantGen.TestSupport.OnnxRuntime;
using Xunit;
using Xunit.Abstractions;

namespace QuantGen.EndToEnd.Tests.Export;

/// <summary>Our integers against ONNX Runtime's, on the exported form of every model of the static suite.</summary>
public sealed class QdqAgreementTests(StaticSuite suite, ITestOutputHelper output) : IClassFixture<StaticSuite>
{
    private const int CalibrationSamples = 16;
    private const int EvaluationSamples = 8;

    /// <summary>What the bytes of every tensor must reach.</summary>
    private const double IdenticalBytes = 0.999;

    public static TheoryData<string> Names => [.. StaticSuite.Names];

    /// <summary>The contract: ONNX Runtime's integer kernels give our bytes.</summary>
    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void IntegerKernelsGiveTheSameBytes(string name)
    {
        AssertAgreement(name, OrtOptimization.All);
    }

    /// <summary>The same model without fusion, which computes in float between quantized tensors: ONNX's definition of the file.</summary>
    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void DefinitionInFloatGivesTheSameBytes(string name)
    {
        AssertAgreement(name, OrtOptimization.None);
    }

    /// <summary>Without this the comparison would be one of float kernels.</summary>
    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void OnnxRuntimeFusesEveryProduct(string name)
    {
        var model = Load(name, out _);
        var operators = OptimizedModel.CountOperators(model.Export.ToByteArray());
        var convolutions = model.Graph.Nodes.Where(node => node.Definition is Conv).ToLookup(node => model.Assignment.IsStoredQuantized(node.Output));
        var matrices = model.Graph.Nodes.Where(node => model.Assignment.IsInteger(node) && node.Definition is MatMul && node.Inputs.Count > 2);
        Assert.Equal(convolutions[true].Count(), operators.GetValueOrDefault("QLinearConv"));
        // ONNX Runtime has no integer convolution that gives float.
        Assert.Equal(convolutions[false].Count(), operators.GetValueOrDefault("Conv") + operators.GetValueOrDefault("FusedConv"));
        Assert.Equal(matrices.Count(node => node.Input(0).Rank == 2), operators.GetValueOrDefault("QGemm"));
    }

    /// <summary>Looking at the 8-bit tensors does not change what is looked at.</summary>
    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void FusionIsTheSameWithIntermediateOutputs(string name)
    {
        var model = Load(name, out _);
        var names = model.Assignment.QuantizedValues.Select(model.QuantizedName);
        Assert.Equal(Operators(model.Export.ToByteArray()), Operators(QdqComparison.WithOutputs(model.Export, names)));

        static SortedDictionary<string, int> Operators(byte[] model)
        {
            var operators = new SortedDictionary<string, int>(OptimizedModel.CountOperators(model).ToDictionary());
            // Outputs are channels-first, while ONNX Runtime computes channels-last.
            operators.Remove("Transpose");
            return operators;
        }
    }

    private void AssertAgreement(string name, OrtOptimization optimization)
    {
        var model = Load(name, out var data);
        var samples = Enumerable.Range(0, Math.Min(EvaluationSamples, data.Count)).Select(i => data.Evaluation.Slice(i, 1));
        var comparison = QdqComparison.Run(model, samples, optimization);
        output.WriteLine($"{name,-36} {optimization,-5} {comparison.Total}; floats within {Percent(comparison.Floats.Values.Max())} of the largest");
        foreach (var (value, bytes) in comparison.Bytes.Where(pair => pair.Value.Identical < 1))
        {
            output.WriteLine($"    {bytes} {value.Producer}");
        }

        Assert.All(comparison.Bytes.Values, bytes => Assert.InRange(bytes.Identical, IdenticalBytes, 1));
        Assert.Equal(0, comparison.Total.Larger);
    }

    private QuantizedModel Load(string name, out SuiteData data)
    {
        OrtSession.Require();
        var model = suite.Load(name);
        data = model.Data;
        var graph = ModelCompiler.Load(model.ModelPath);
        var inputs = graph.Inputs.Select(input => new CalibrationInput(input.Name, input.Type, input.Dimensions)).ToArray();
        return QuantizedModel.Create(graph, CalibrationSource.Open(data.CalibrationPath).Read(inputs).Take(CalibrationSamples));
    }

    private static string Percent(double part)
    {
        return string.Create(CultureInfo.InvariantCulture, $"{100 * part:G3} %");
    }
}
