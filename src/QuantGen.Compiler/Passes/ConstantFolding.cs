using System.Runtime.InteropServices;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Passes;

/// <summary>Computes nodes whose inputs are all known: shape arithmetic from expressions, everything else by running the node's own kernels.</summary>
internal static class ConstantFolding
{
    /// <summary>Sets the contents of the node's outputs when they can be known.</summary>
    public static void TryFold(ModelGraph graph, Node node)
    {
        foreach (var output in node.Outputs.OfType<Value>())
        {
            FoldElements(output);
        }

        if (node.Outputs.OfType<Value>().All(output => output.IsConstant)
            || !node.Definition.IsFoldable(node)
            || !node.Inputs.OfType<Value>().All(input => input.IsConstant)
            || !node.Outputs.OfType<Value>().SelectMany(output => output.Dimensions).All(dimension => dimension.IsConstant))
        {
            return;
        }

        Execute(graph, node);
        DequantizedConstants.Remember(graph, node);
    }

    /// <summary>Elements that shape arithmetic found to hold no symbol are a constant.</summary>
    private static void FoldElements(Value value)
    {
        if (value.SymbolicElements is { } elements && elements.All(element => element.IsConstant) && value.Dimensions.All(d => d.IsConstant))
        {
            var shape = value.Dimensions.Select(dimension => (int)dimension.Value!.Value);
            long[] numbers = [.. elements.Select(element => element.Value!.Value)];
            value.SetConstant(value.Type switch
            {
                ElementType.Int64 => TensorData.Create<long>(shape, numbers),
                ElementType.Int32 => TensorData.Create<int>(shape, Array.ConvertAll(numbers, number => checked((int)number))),
                ElementType.Bool => TensorData.Create<bool>(shape, Array.ConvertAll(numbers, number => number != 0)),
                _ => throw new InvalidOperationException($"'{value.Name}' of type {value.Type} has symbolic elements."),
            });
        }
    }

    /// <summary>Runs the kernels of a node with constant inputs and sets the contents of its outputs.</summary>
    public static void Execute(ModelGraph graph, Node node)
    {
        var single = new ModelGraph { File = graph.File, Opsets = graph.Opsets };
        single.Nodes.Add(node);
        single.Outputs.AddRange(node.Outputs.OfType<Value>());
        var lowered = ModelLowering.Lower(single, QuantizationAssignment.Float());
        var plan = lowered.ToPlan(new PlanHeader("Constant", "-", "-", "-", "-"));
        using var executor = new PlanExecutor(plan, lowered.Weights);
        var ports = plan.Outputs.ToDictionary(
            port => port.Name,
            port => Array.CreateInstance(port.Type.ClrType(), port.Shape.Aggregate(1L, (product, dimension) => product * dimension.Value!.Value)),
            StringComparer.Ordinal);
        executor.Run(new Dictionary<string, long>(), ports);
        foreach (var output in single.Outputs)
        {
            output.SetConstant(ToTensor(output, ports[lowered.Context.Builder.Output(output).Name]));
        }
    }

    private static TensorData ToTensor(Value value, Array array)
    {
        // Not Buffer.BlockCopy, which does not take Half.
        var bytes = MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(array), array.Length * value.Type.Size()).ToArray();
        return TensorData.FromBytes(value.Type, value.Dimensions.Select(dimension => (int)dimension.Value!.Value), bytes);
    }
}
