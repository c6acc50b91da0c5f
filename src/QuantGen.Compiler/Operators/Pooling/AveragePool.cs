using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Operators.Convolution;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Pooling;

/// <summary>ONNX AveragePool (opset 7 to 22), the mean of each window.</summary>
internal sealed class AveragePool : OperatorDefinition
{
    public override string Name => "AveragePool";

    /// <summary>Three spatial axes are pooled one after another, and a window over the whole input needs no geometry.</summary>
    public override IReadOnlyList<Node>? Expand(Node node, Func<string, string> uniqueName)
    {
        if (VolumePooling.AppliesTo(node))
        {
            return VolumePooling.Compose(node, new ExpansionBuilder(node, uniqueName));
        }

        if (!CoversInput(node))
        {
            return null;
        }

        var global = new Node(OperatorRegistry.Get("GlobalAveragePool"), node.Name);
        global.Inputs.Add(node.Input(0));
        global.Outputs.Add(node.Output);
        return [global];
    }

    public override void Infer(Node node)
    {
        node.RequireTypes(ElementType.Float32);
        var input = node.Input(0);
        var window = PoolingWindow.Read(node);
        if (CountsPadding(node) && PoolingWindow.ReachesPastPadding(node, window))
        {
            throw new UnsupportedNodeException("count_include_pad with a last window that reaches past the padding (ceil_mode)");
        }

        node.SetOutput(0, input.Type, [input.Dimensions[0], input.Dimensions[1], .. window.Outputs]);
    }

    public override IReadOnlyList<IntegerForm> IntegerForms => [IntegerForm.Arithmetic];

    public override IntegerForm IntegerFormOf(Node node)
    {
        return IntegerForm.Arithmetic;
    }

    public override bool KeepsRowsApart(Node node)
    {
        return true;
    }

    public override void Lower(Node node, LoweringContext context)
    {
        var title = $"Average pooling {string.Join('x', PoolingWindow.Read(node).Kernel)}";
        if (context.IsInteger(node))
        {
            var bytes = context.Read(node.Input(0), Form.QuantizedChannelsLast);
            context.Step(
                node,
                title,
                $"{nameof(QuantizedPooling)}.{nameof(QuantizedPooling.Average)}",
                [
                    ("input", bytes),
                    ("output", context.Define(node.Output, Form.QuantizedChannelsLast)),
                    ("geometry", PoolingWindow.Geometry(node, bytes.RowStride)),
                    ("countIncludePadding", CountsPadding(node)),
                    .. PoolingWindow.Scales(node, context),
                ]);
            return;
        }

        var input = context.Read(node.Input(0), Form.NativeChannelsLast);
        context.Step(
            node,
            title,
            $"{nameof(FloatPooling)}.{nameof(FloatPooling.Average)}",
            ("input", input),
            ("output", context.Define(node.Output, Form.NativeChannelsLast)),
            ("geometry", PoolingWindow.Geometry(node, input.RowStride)),
            ("countIncludePadding", CountsPadding(node)));
    }

    private static bool CountsPadding(Node node)
    {
        return node.Attributes.Integer("count_include_pad", 0) != 0;
    }

    private static bool CoversInput(Node node)
    {
        return node.Attributes.Integers("kernel_shape") is { } kernel
            && node.Input(0) is { Rank: 3 or 4, Type: ElementType.Float32 } input
            && input.Dimensions.Skip(2).Select(dimension => dimension.Value).SequenceEqual(kernel.Select(size => (long?)size))
            && PoolingWindow.Read(node) is var window
            && window.Outputs.All(output => output.Value == 1)
            && window.PadBefore.All(pad => pad.Value == 0)
            && window.Dilations.All(dilation => dilation == 1);
    }
}
