using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Onnx;
using QuantGen.Compiler.Onnx.Proto;
using QuantGen.Compiler.Passes;
using QuantGen.Compiler.Quantization;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport.Execution;

namespace QuantGen.TestSupport.Conformance;

/// <summary>Runs ONNX's node tests with our own float kernels, each in the first of three ways that the compiler does not refuse.</summary>
/// <remarks>
/// The tests pass everything as an input of the model, also what a real model has as an initializer and what QuantGen needs at build time.
/// So a refused test is tried again with its scalars and vectors of integers (axes, shapes, pads) as initializers, and then with all inputs but the
/// first (weights, scales).
/// </remarks>
public static class NodeTestRun
{
    private static readonly string[] Refusals = [DiagnosticCatalog.UnsupportedOperatorId, DiagnosticCatalog.UnsupportedOpsetId];

    private static readonly Lazy<IReadOnlyList<NodeTestResult>> Results = new(() => [.. OnnxNodeTest.All().Select(Run)]);

    /// <summary>The results of every test, by name; run once in a process. Skips the test when the machine does not have them.</summary>
    public static IReadOnlyList<NodeTestResult> All()
    {
        return Results.Value;
    }

    private static NodeTestResult Run(OnnxNodeTest test)
    {
        var refusal = "";
        foreach (var constants in Bindings(test))
        {
            try
            {
                test.AssertOutputs(Execute(test, constants));
                return new NodeTestResult(test.Name, test.Operator, test.ElementType, NodeTestOutcome.Passed, "");
            }
            catch (CompilationException exception) when (exception.Diagnostics.All(diagnostic => Refusals.Contains(diagnostic.Id)))
            {
                refusal = exception.Diagnostics[0].Message;
            }
            catch (Exception exception)
            {
                // Whatever else is thrown is a failure, to be listed with the others.
                return new NodeTestResult(test.Name, test.Operator, test.ElementType, NodeTestOutcome.Failed, $"{exception.GetType().Name}: {exception.Message}");
            }
        }

        return new NodeTestResult(test.Name, test.Operator, test.ElementType, NodeTestOutcome.NotClaimed, refusal);
    }

    /// <summary>The inputs that become initializers: none, the parameters, all but the first.</summary>
    private static IEnumerable<IReadOnlyList<string>> Bindings(OnnxNodeTest test)
    {
        yield return [];
        yield return [.. test.TensorInputs.Where(name => IsParameter(test.Input(name)))];
        yield return [.. test.TensorInputs.Skip(1)];
    }

    private static bool IsParameter(TensorProto tensor)
    {
        return tensor.Dims.Count == 0
            || (tensor.Dims.Count == 1 && (TensorProto.Types.DataType)tensor.DataType is TensorProto.Types.DataType.Int64 or TensorProto.Types.DataType.Int32);
    }

    private static IReadOnlyDictionary<string, OrtTensor> Execute(OnnxNodeTest test, IReadOnlyList<string> constants)
    {
        var graph = OnnxModelReader.Import(test.ModelPath, test.Model(constants));
        GraphPasses.Normalize(graph);
        var inputs = graph.Inputs.Select(input => (input.Name, OnnxNodeTest.ToOrtTensor(test.Input(input.Name))));
        return FloatExecution.Run(graph, QuantizationAssignment.Float(), inputs);
    }
}
