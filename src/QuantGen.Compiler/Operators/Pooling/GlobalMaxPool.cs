using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Pooling;

/// <summary>ONNX GlobalMaxPool (opset 1 to 22).</summary>
internal sealed class GlobalMaxPool : GlobalPool
{
    public override string Name => "GlobalMaxPool";

    protected override string Title => "Global max pooling";

    protected override string Kernel => nameof(FloatPooling.GlobalMax);

    protected override string PlainKernel => nameof(Kernels.Reduction.Max);

    public override IReadOnlyList<IntegerForm> IntegerForms => [IntegerForm.PassThrough];

    public override IntegerForm IntegerFormOf(Node node)
    {
        return IntegerForm.PassThrough;
    }

    protected override void LowerToInteger(Node node, LoweringContext context, Operand input, Operand output)
    {
        context.Step(
            node,
            Title,
            $"{nameof(QuantizedPooling)}.{nameof(QuantizedPooling.Max)}",
            ("input", input),
            ("output", output),
            ("geometry", WholeInput(node.Input(0).Dimensions[0], Spatial(node), input.RowStride)));
    }

    /// <summary>One window over a column of all positions.</summary>
    private static Argument WholeInput(Dimension batch, Dimension spatial, Dimension channels)
    {
        return Argument.Structure<PoolingGeometry>(
        [
            ("batch", batch),
            ("inputHeight", spatial),
            ("inputWidth", 1),
            ("channels", channels),
            ("outputHeight", 1),
            ("outputWidth", 1),
            ("kernelHeight", spatial),
            ("kernelWidth", 1),
            ("strideHeight", 1),
            ("strideWidth", 1),
            ("dilationHeight", 1),
            ("dilationWidth", 1),
            ("padTop", 0),
            ("padLeft", 0),
        ]);
    }
}
