using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Reduction;

/// <summary>A reduction of numbers over any axes. Axes are an attribute before opset 18 (ReduceSum: 13), an input since.</summary>
internal abstract class ReduceOperator : OperatorDefinition
{
    /// <summary>The kernels for numbers other than float32.</summary>
    private static readonly Dictionary<string, string> ScalarKernels = new(StringComparer.Ordinal)
    {
        [nameof(Kernels.Reduction.L1)] = nameof(Kernels.Reduction.ScalarL1),
        [nameof(Kernels.Reduction.Max)] = nameof(Kernels.Reduction.ScalarMax),
        [nameof(Kernels.Reduction.Mean)] = nameof(Kernels.Reduction.ScalarMean),
        [nameof(Kernels.Reduction.Min)] = nameof(Kernels.Reduction.ScalarMin),
        [nameof(Kernels.Reduction.Product)] = nameof(Kernels.Reduction.ScalarProduct),
        [nameof(Kernels.Reduction.Sum)] = nameof(Kernels.Reduction.ScalarSum),
        [nameof(Kernels.Reduction.SumOfSquares)] = nameof(Kernels.Reduction.ScalarSumOfSquares),
    };

    /// <summary>The method of <see cref="Kernels.Reduction"/>.</summary>
    protected abstract string Kernel { get; }

    /// <summary>The method for further runs of axes, over what the first one gave.</summary>
    protected virtual string NextKernel => Kernel;

    /// <summary>The pooling that computes the same over the spatial axes of images; null when there is none.</summary>
    protected virtual string? Pooling => null;

    /// <summary>The result for elements of shape arithmetic; null when it has no expression.</summary>
    protected virtual Dimension? Compute(IReadOnlyList<Dimension> elements)
    {
        return null;
    }

    public override void Upgrade(UpgradeContext context)
    {
        context.MoveIntegersToInput("axes", 1);
    }

    public override IReadOnlyList<IntegerForm> IntegerForms => Pooling is null ? [] : OperatorRegistry.Get(Pooling).IntegerForms;

    /// <summary>Over the spatial axes it is a global pooling, which works on channels-last tensors and on 8 bits.</summary>
    public override IReadOnlyList<Node>? Expand(Node node, Func<string, string> uniqueName)
    {
        if (Pooling is null || node.Input(0) is not { Rank: 4, Type: ElementType.Float32, IsConstant: false } || Axes(node) is not [2, 3])
        {
            return null;
        }

        if (KeepsAxes(node))
        {
            return [Expansion.Node(Pooling, node.Name, [node.Input(0)], node.Output)];
        }

        var pooled = new Value(uniqueName($"{node.Output.Name}.pooled"));
        return
        [
            Expansion.Node(Pooling, node.Name, [node.Input(0)], pooled),
            Expansion.Node("Flatten", $"{node.Name}.flatten", [pooled], node.Output),
        ];
    }

    public override void Infer(Node node)
    {
        var input = node.Input(0);
        var axes = Axes(node);
        node.SetOutput(0, input.Type, ReducedAxes.Remove(input.Dimensions, axes, KeepsAxes(node)));
        if (input.Rank == 1 && axes is [0] && input.KnownElements() is { Count: > 0 } elements && Compute(elements) is { } result)
        {
            node.Output.SymbolicElements = [result];
        }
        else if (input.Type != ElementType.Float32 && (input.Type == ElementType.Bool || !ScalarKernels.ContainsKey(Kernel)))
        {
            throw new UnsupportedNodeException($"its input '{input.Name}' is {PlanElementTypes.Name(input.Type)}");
        }
    }

    public override bool KeepsRowsApart(Node node)
    {
        return node.Input(0).Rank > 0 && !Axes(node).Contains(0);
    }

    public override void Lower(Node node, LoweringContext context)
    {
        var (operand, shape, axes) = ReducedAxes.Read(context, node.Input(0), Axes(node));
        var runs = ReducedAxes.Runs(axes);
        // Without axes each element is reduced by itself: as is, or its square for a sum of squares.
        runs = runs.Count > 0 ? runs : [(shape.Count, 0)];
        for (var i = 0; i < runs.Count; i++)
        {
            Dimension[] reduced = [.. ReducedAxes.Remove(shape, [.. Enumerable.Range(runs[i].First, runs[i].Count)], keep: true)];
            var result = i == runs.Count - 1
                ? context.Define(node.Output, Form.NativePlain)
                : context.Scratch($"{node.Name}_partial", node.Output.Type, reduced);
            context.Step(
                node,
                Name,
                $"{nameof(Kernels.Reduction)}.{KernelFor(node.Output.Type, i == 0 ? Kernel : NextKernel)}",
                [("input", operand), ("output", result), .. ReducedAxes.Arguments(shape, runs[i])]);
            (operand, shape) = (result, reduced);
        }
    }

    /// <summary>The reduced axes, sorted; all of them where none is named, unless the node says that this means none.</summary>
    public static int[] Axes(Node node)
    {
        var rank = node.Input(0).Rank;
        long[] axes = node.OptionalInput(1) is null ? [] : node.KnownIntegers(1);
        return axes.Length > 0 || node.Attributes.Integer("noop_with_empty_axes", 0) != 0
            ? Shapes.Axes(axes, rank)
            : [.. Enumerable.Range(0, rank)];
    }

    private static string KernelFor(ElementType type, string kernel)
    {
        return type == ElementType.Float32 ? kernel : ScalarKernels[kernel];
    }

    private static bool KeepsAxes(Node node)
    {
        return node.Attributes.Integer("keepdims", 1) != 0;
    }
}
