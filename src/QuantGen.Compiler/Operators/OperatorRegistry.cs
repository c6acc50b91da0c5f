using QuantGen.Compiler.Operators.Control;
using QuantGen.Compiler.Operators.Convolution;
using QuantGen.Compiler.Operators.Elementwise;
using QuantGen.Compiler.Operators.MatrixProduct;
using QuantGen.Compiler.Operators.Microsoft;
using QuantGen.Compiler.Operators.Normalization;
using QuantGen.Compiler.Operators.Pooling;
using QuantGen.Compiler.Operators.Quantization;
using QuantGen.Compiler.Operators.Recurrent;
using QuantGen.Compiler.Operators.Reduction;
using QuantGen.Compiler.Operators.Resizing;
using QuantGen.Compiler.Operators.Shape;

namespace QuantGen.Compiler.Operators;

/// <summary>Every operator that QuantGen reads. To add one, write its <see cref="OperatorDefinition"/> and list it here.</summary>
internal static class OperatorRegistry
{
    public static readonly IReadOnlyList<OperatorDefinition> All =
    [
        // Control and constants
        new Constant(),
        new Dropout(),
        new Identity(),
        new If(),

        // Products
        new Conv(),
        new ConvTranspose(),
        new Gemm(),
        new MatMul(),

        // Recurrent
        new Gru(),
        new Lstm(),
        new Rnn(),

        // Element-wise, two operands
        new Add(),
        new And(),
        new Div(),
        new Equal(),
        new Greater(),
        new GreaterOrEqual(),
        new Less(),
        new LessOrEqual(),
        new Max(),
        new Mean(),
        new Min(),
        new Mod(),
        new Mul(),
        new Or(),
        new Pow(),
        new PRelu(),
        new Sub(),
        new Sum(),
        new Where(),
        new Xor(),

        // Element-wise, one operand
        new Abs(),
        new Cast(),
        new CastLike(),
        new Ceil(),
        new Clip(),
        new Cos(),
        new Elu(),
        new Erf(),
        new Exp(),
        new Floor(),
        new Gelu(),
        new HardSigmoid(),
        new HardSwish(),
        new LeakyRelu(),
        new Log(),
        new Mish(),
        new Neg(),
        new Not(),
        new Reciprocal(),
        new Relu(),
        new Round(),
        new Selu(),
        new Sigmoid(),
        new Sign(),
        new Sin(),
        new Softplus(),
        new Softsign(),
        new Sqrt(),
        new Swish(),
        new Tanh(),

        // Pooling
        new AveragePool(),
        new GlobalAveragePool(),
        new GlobalMaxPool(),
        new MaxPool(),

        // Normalization
        new BatchNormalization(),
        new InstanceNormalization(),
        new LayerNormalization(),
        new LogSoftmax(),
        new Softmax(),

        // Reduction
        new ArgMax(),
        new ArgMin(),
        new ReduceL1(),
        new ReduceL2(),
        new ReduceMax(),
        new ReduceMean(),
        new ReduceMin(),
        new ReduceProd(),
        new ReduceSum(),
        new ReduceSumSquare(),

        // Shape
        new Concat(),
        new ConstantOfShape(),
        new DepthToSpace(),
        new Expand(),
        new Flatten(),
        new Gather(),
        new Pad(),
        new Shape.Range(),
        new Reshape(),
        new Resize(),
        new Shape.Shape(),
        new Size(),
        new Slice(),
        new SpaceToDepth(),
        new Split(),
        new Squeeze(),
        new Tile(),
        new Transpose(),
        new Unsqueeze(),
        new Upsample(),

        // Already quantized
        new ConvInteger(),
        new DequantizeLinear(),
        new DynamicQuantizeLinear(),
        new MatMulInteger(),
        new QLinearConv(),
        new QLinearMatMul(),
        new QuantizeLinear(),

        // ONNX Runtime's own
        new DynamicQuantizeMatMul(),
        new MatMulIntegerToFloat(),
        new MicrosoftDequantizeLinear(),
        new MicrosoftQuantizeLinear(),
        new QGemm(),
        new QLinearAdd(),
        new QLinearAveragePool(),
        new QLinearConcat(),
        new QLinearGlobalAveragePool(),
        new QLinearLeakyRelu(),
        new QLinearMul(),
        new QLinearSigmoid(),
        new QLinearSoftmax(),
        new QLinearWhere(),
    ];

    private static readonly Dictionary<(string Domain, string Name), OperatorDefinition> ByName =
        All.ToDictionary(definition => (definition.Domain, definition.Name));

    /// <summary>The operator, or null when it is not supported.</summary>
    public static OperatorDefinition? Find(string domain, string name)
    {
        return ByName.GetValueOrDefault((domain, name));
    }

    /// <summary>An operator of ai.onnx that is known to be listed.</summary>
    public static OperatorDefinition Get(string name)
    {
        return ByName[("", name)];
    }
}
