using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Pooling;

/// <summary>ONNX GlobalAveragePool (opset 1 to 22).</summary>
internal sealed class GlobalAveragePool : GlobalPool
{
    public override string Name => "GlobalAveragePool";

    protected override string Title => "Global average pooling";

    protected override string Kernel => nameof(FloatPooling.GlobalAverage);

    protected override string PlainKernel => nameof(Kernels.Reduction.Mean);

    public override IReadOnlyList<IntegerForm> IntegerForms => [IntegerForm.Arithmetic];

    public override IntegerForm IntegerFormOf(Node node)
    {
        return IntegerForm.Arithmetic;
    }

    protected override void LowerToInteger(Node node, LoweringContext context, Operand input, Operand output)
    {
        context.Step(
            node,
            Title,
            $"{nameof(QuantizedPooling)}.{nameof(QuantizedPooling.GlobalAverage)}",
            [
                ("input", input),
                ("output", output),
                ("batch", node.Input(0).Dimensions[0]),
                ("spatial", Spatial(node)),
                ("channels", input.RowStride),
                .. PoolingWindow.Scales(node, context),
            ]);
    }
}
