using Google.Protobuf;
using QuantGen.Compiler.Export;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Onnx.Proto;
using QuantGen.Compiler.Quantization;
using QuantGen.Compiler.Quantization.Compression;
using QuantGen.OnnxRuntime;
using QuantGen.Plan;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Export;

/// <summary>An embedding's table takes fewer bits in every mode, and ONNX Runtime reads the same rows from the exported file.</summary>
public sealed class EmbeddingExportTests
{
    private const int Rows = 9;
    private const int Columns = 20;

    [SkippableFact]
    public void StaticTablesAreInt8()
    {
        var graph = Graph();
        var quantizer = new StaticQuantizer(graph, new QuantizationOptions());
        var assignment = quantizer.Quantize(new StaticCalibration(
            quantizer.Candidates().ToDictionary(value => value.Name, _ => (-8f, 8f)), StaticCalibration.NoCorrections), new HashSet<string>());

        RequireSameRows(graph, assignment, QdqExporter.Export(graph, assignment), PlanElementType.Int8);
        Assert.Contains(quantizer.Products(), node => node.OperatorType == "Gather");
    }

    [SkippableFact]
    public void DynamicTablesAreFloat16()
    {
        var graph = Graph();
        var assignment = new DynamicQuantizer(graph, new QuantizationOptions()).Quantize(new HashSet<string>());
        RequireSameRows(graph, assignment, DynamicExporter.Export(graph, assignment), PlanElementType.UInt16);
    }

    [SkippableTheory]
    [InlineData(WeightFormat.Int8, true)]
    [InlineData(WeightFormat.Int4, true)]
    [InlineData(WeightFormat.Float16, false)]
    [InlineData(WeightFormat.BFloat16, false)]
    public void WeightOnlyTablesAreInTheFormat(WeightFormat format, bool isInt8)
    {
        var graph = Graph();
        var assignment = WeightOnlyQuantizer.Quantize(graph, new QuantizationOptions { WeightFormat = format }).Assignment;
        RequireSameRows(graph, assignment, WeightOnlyExporter.Export(graph, assignment), isInt8 ? PlanElementType.Int8 : PlanElementType.UInt16);
    }

    [Fact]
    public void ATableKeptInFloatIsStoredSo()
    {
        var graph = Graph();
        var assignment = new DynamicQuantizer(graph, new QuantizationOptions { KeepFloatOperators = ["Gather"] }).Quantize(new HashSet<string>());
        Assert.Null(assignment.Compressed(graph.Nodes.Single(node => node.OperatorType == "Gather")));
    }

    private static void RequireSameRows(ModelGraph graph, QuantizationAssignment assignment, ModelProto export, PlanElementType stored)
    {
        (string, OrtTensor)[] inputs = [("ids", OrtTensor.Create([3L, 0, 8, 3], 2, 2))];
        var constants = ModelLowering.Lower(graph, assignment).ToPlan(new PlanHeader("Test", "-", "-", "-", "-")).Constants;
        Assert.Contains(constants, constant => constant.Type == stored && constant.Shape.SequenceEqual([Rows, Columns]));
        Assert.DoesNotContain(constants, constant => constant.Type == PlanElementType.Float32 && constant.Shape.SequenceEqual([Rows, Columns]));

        using var session = OrtSession.Open(export.ToByteArray());
        var theirs = session.Run(inputs)["rows"];
        TensorAssert.Close(theirs, FloatExecution.Run(graph, assignment, inputs)["rows"], 0, 0, "rows");
    }

    private static ModelGraph Graph()
    {
        var random = new Random(5);
        float[] table = [.. Enumerable.Range(0, Rows * Columns).Select(_ => (random.NextSingle() * 4) - 2)];
        float[] matrix = [.. Enumerable.Range(0, Columns * 4).Select(_ => random.NextSingle() - 0.5f)];
        var model = new OnnxModelBuilder(21).Input<long>("ids", "batch, sequence")
            .Constant("table", table, Rows, Columns).Constant("matrix", matrix, Columns, 4)
            .Node("Gather", ["table", "ids"], ["rows"]).Node("MatMul", ["rows", "matrix"], ["y"])
            .Output<float>("rows").Output<float>("y");
        return FloatExecution.Normalize(model.ToBytes());
    }
}
