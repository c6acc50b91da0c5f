using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Quantization;
using QuantGen.Plan;

namespace QuantGen.Compiler.Execution;

/// <summary>Runs one node of a graph alone, in float or quantized, on float tensors.</summary>
internal sealed class NodeRunner : IDisposable
{
    private readonly Node _node;
    private readonly LoweredModel _model;
    private readonly PlanExecutor _executor;

    /// <summary>Lowers the node as the only one of a model.</summary>
    /// <param name="graph">The node's graph.</param>
    /// <param name="node">One that <see cref="CanRun"/> accepts.</param>
    /// <param name="quantization">What is computed in integers, in the whole graph.</param>
    public NodeRunner(ModelGraph graph, Node node, QuantizationAssignment quantization)
    {
        var alone = new ModelGraph { File = graph.File, Opsets = graph.Opsets };
        alone.Inputs.AddRange(IntegerPlacement.DataInputs(node).Distinct());
        alone.Outputs.AddRange(node.Outputs.OfType<Value>());
        alone.Nodes.Add(node);
        _node = node;
        _model = ModelLowering.Lower(alone, quantization, keepTensors: true);
        _executor = new PlanExecutor(_model.ToPlan(new PlanHeader("Measurement", "-", Path.GetFileName(graph.File), "-", "-")), _model.Weights);
    }

    /// <summary>Whether all that the node reads is constant, known as an expression, or a float tensor.</summary>
    public static bool CanRun(Node node)
    {
        return node.Inputs.OfType<Value>().All(input => input.IsConstant || input.Type == ElementType.Float32 || input.SymbolicElements is not null)
            && node.Outputs.OfType<Value>().All(output => output.Type == ElementType.Float32);
    }

    /// <summary>Runs it.</summary>
    /// <param name="symbols">The sizes of the graph's open dimensions.</param>
    /// <param name="inputs">The elements of every float input that is no constant, in ONNX's order.</param>
    /// <returns>The elements of the node's first output.</returns>
    public float[] Run(IReadOnlyDictionary<string, long> symbols, IReadOnlyDictionary<Value, float[]> inputs)
    {
        var ports = new Dictionary<string, Array>(StringComparer.Ordinal);
        var builder = _model.Context.Builder;
        foreach (var input in _model.Context.Graph.Inputs)
        {
            ports[builder.Input(input).Name] = inputs[input];
        }

        foreach (var output in _model.Context.Graph.Outputs)
        {
            ports.TryAdd(builder.Output(output).Name, new float[output.ElementCount.Evaluate(symbols)]);
        }

        _executor.Run(symbols, ports);
        return (float[])ports[builder.Output(_node.Output).Name];
    }

    public void Dispose()
    {
        _executor.Dispose();
    }
}
