using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Operators.Convolution;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Pooling;

/// <summary>ONNX MaxPool (opset 1 to 22), the largest value of each window. The second output, indices, is not supported.</summary>
internal sealed class MaxPool : OperatorDefinition
{
    public override string Name => "MaxPool";

    public override IReadOnlyList<Node>? Expand(Node node, Func<string, string> uniqueName)
    {
        return VolumePooling.AppliesTo(node) && node.Outputs.Count == 1 ? VolumePooling.Compose(node, new ExpansionBuilder(node, uniqueName)) : null;
    }

    public override void Infer(Node node)
    {
        if (node.Outputs.Count > 1 && node.Outputs[1] is not null)
        {
            throw new UnsupportedNodeException("its output of indices");
        }

        node.RequireTypes(ElementType.Float32, ElementType.UInt8, ElementType.Int8);
        var (input, window) = (node.Input(0), PoolingWindow.Read(node));
        node.SetOutput(0, input.Type, [input.Dimensions[0], input.Dimensions[1], .. window.Outputs]);
    }

    public override IReadOnlyList<IntegerForm> IntegerForms => [IntegerForm.PassThrough];

    public override IntegerForm IntegerFormOf(Node node)
    {
        return IntegerForm.PassThrough;
    }

    public override bool KeepsRowsApart(Node node)
    {
        return true;
    }

    public override void Lower(Node node, LoweringContext context)
    {
        if (node.Input(0).Type != ElementType.Float32)
        {
            throw new UnsupportedNodeException($"its input '{node.Input(0).Name}' is {node.Input(0).Type} and not between QuantizeLinear and DequantizeLinear");
        }

        var integer = context.IsInteger(node);
        var form = integer ? Form.QuantizedChannelsLast : Form.NativeChannelsLast;
        var input = context.Read(node.Input(0), form);
        context.Step(
            node,
            $"Max pooling {string.Join('x', PoolingWindow.Read(node).Kernel)}",
            integer ? $"{nameof(QuantizedPooling)}.{nameof(QuantizedPooling.Max)}" : $"{nameof(FloatPooling)}.{nameof(FloatPooling.Max)}",
            ("input", input),
            ("output", context.Define(node.Output, form)),
            ("geometry", PoolingWindow.Geometry(node, input.RowStride)));
    }
}
