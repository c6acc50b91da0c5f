using System.Globalization;
using Google.Protobuf;
using QuantGen.Compiler.Operators.Convolution;
using QuantGen.Compiler.Operators.MatrixProduct;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport.Models;
using Xunit;
using Xunit.Abstractions;

namespace QuantGen.EndToEnd.Tests.Export;

/// <summary>Our integers against ONNX Runtime's, on the exported form of every model of the static suite.</summary>
public sealed class QdqAgreementTests(QuantizedSuite suite, ITestOutputHelper output) : IClassFixture<QuantizedSuite>
{
    /// <summary>What the bytes must reach: ONNX Runtime computes some operators in another order (docs/numerics.md, Against ONNX Runtime).</summary>
    private const double IdenticalBytes = 0.999;

    public static TheoryData<string> Names => [.. StaticSuite.Names];

    /// <summary>The contract: ONNX Runtime's integer kernels give our bytes.</summary>
    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void IntegerKernelsGiveTheSameBytes(string name)
    {
        var comparison = Compare(name, OrtOptimization.All);
        Assert.All(comparison.Bytes.Values, bytes => Assert.True(bytes.Identical >= IdenticalBytes && bytes.Larger == 0, bytes.ToString()));
        Assert.All(comparison.Floats.Values, error => Assert.InRange(error, 0, 1e-3));
    }

    /// <summary>
    /// The same model without fusion: ONNX's definition of the file, float between the bytes. A near-tie that a float sum decides otherwise
    /// multiplies in the layers after it, in ONNX Runtime's own two results as in ours and theirs; so the bound is one for whole models,
    /// and <see cref="QdqOperatorTests"/> has the strict one for each operator.
    /// </summary>
    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void DefinitionInFloatGivesNearlyTheSame(string name)
    {
        var comparison = Compare(name, OrtOptimization.None);
        Assert.InRange(comparison.Total.Identical, 0.98, 1);
        Assert.All(comparison.Floats.Values, error => Assert.InRange(error, 0, 0.02));
    }

    /// <summary>Without this the comparison would be one of float kernels.</summary>
    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void OnnxRuntimeFusesEveryProduct(string name)
    {
        var model = suite.Load(name, out _);
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
        var model = suite.Load(name, out _);
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

    private QdqComparison Compare(string name, OrtOptimization optimization)
    {
        var model = suite.Load(name, out var samples);
        var comparison = QdqComparison.Run(model, samples, optimization);
        output.WriteLine($"{name,-36} {optimization,-5} {comparison.Total}; floats within {Percent(comparison.Floats.Values.Max())} of the largest");
        foreach (var (value, bytes) in comparison.Bytes.Where(pair => pair.Value.Identical < 1))
        {
            output.WriteLine($"    {bytes} {value.Producer}");
        }

        return comparison;
    }

    private static string Percent(double part)
    {
        return string.Create(CultureInfo.InvariantCulture, $"{100 * part:G3} %");
    }
}
