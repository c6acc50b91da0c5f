using QuantGen.Compiler.Operators.Attention;
using QuantGen.Compiler.Operators.Control;
using QuantGen.Compiler.Operators.Convolution;
using QuantGen.Compiler.Operators.Elementwise;
using QuantGen.Compiler.Operators.Indexing;
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
        new Einsum(),
        new Gemm(),
        new MatMul(),

        // Recurrent
        new Gru(),
        new Lstm(),
        new Rnn(),

        // Attention
        new Attention.Attention(),
        new RotaryEmbedding(),

        // Element-wise, two operands
        new Add(),
        new And(),
        new BitShift(),
        new BitwiseOperator("BitwiseAnd"),
        new BitwiseOperator("BitwiseOr"),
        new BitwiseOperator("BitwiseXor"),
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
        new Acos(),
        new Acosh(),
        new Asin(),
        new Asinh(),
        new Atan(),
        new Atanh(),
        new BitwiseNot(),
        new Cast(),
        new CastLike(),
        new Ceil(),
        new Celu(),
        new Clip(),
        new Cos(),
        new Cosh(),
        new Elu(),
        new Erf(),
        new Exp(),
        new Floor(),
        new Gelu(),
        new HardSigmoid(),
        new HardSwish(),
        new IsInf(),
        new IsNaN(),
        new LeakyRelu(),
        new Log(),
        new Mish(),
        new Neg(),
        new Not(),
        new Reciprocal(),
        new Relu(),
        new Round(),
        new Selu(),
        new Shrink(),
        new Sigmoid(),
        new Sign(),
        new Sin(),
        new Sinh(),
        new Softplus(),
        new Softsign(),
        new Sqrt(),
        new Swish(),
        new Tan(),
        new Tanh(),
        new ThresholdedRelu(),

        // Pooling
        new AveragePool(),
        new GlobalAveragePool(),
        new GlobalLpPool(),
        new GlobalMaxPool(),
        new LpPool(),
        new MaxPool(),

        // Normalization
        new BatchNormalization(),
        new GroupNormalization(),
        new Hardmax(),
        new InstanceNormalization(),
        new LayerNormalization(),
        new LogSoftmax(),
        new LpNormalization(),
        new LRN(),
        new MeanVarianceNormalization(),
        new RMSNormalization(),
        new SimplifiedLayerNormalization(),
        new Softmax(),

        // Reduction
        new ArgMax(),
        new ArgMin(),
        new CumSum(),
        new ReduceL1(),
        new ReduceL2(),
        new ReduceLogSum(),
        new ReduceLogSumExp(),
        new ReduceMax(),
        new ReduceMean(),
        new ReduceMin(),
        new ReduceProd(),
        new ReduceSum(),
        new ReduceSumSquare(),

        // Elements at indices
        new GatherElements(),
        new GatherND(),
        new OneHot(),
        new ScatterElements("Scatter"),
        new ScatterElements("ScatterElements"),
        new ScatterND(),
        new TopK(),

        // Shape
        new Concat(),
        new ConstantOfShape(),
        new DepthToSpace(),
        new Expand(),
        new EyeLike(),
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
        new Trilu(),
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
        new EmbedLayerNormalization(),
        new FusedGelu("BiasGelu"),
        new FusedGelu("FastGelu"),
        new FusedGelu("Gelu"),
        new FusedMatMul(),
        new MicrosoftAttention(),
        new MultiHeadAttention(),
        new QuickGelu(),
        new SkipLayerNormalization(isSimplified: false),
        new SkipLayerNormalization(isSimplified: true),
        new DynamicQuantizeMatMul(),
        new MatMulIntegerToFloat(),
        new MatMulNBits(),
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
