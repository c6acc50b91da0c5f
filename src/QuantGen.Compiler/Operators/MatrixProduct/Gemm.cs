using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.MatrixProduct;

/// <summary>ONNX Gemm (opset 7 to 13): alpha * A' * B' + beta * C. With constant B and C it is written as a MatMul with bias.</summary>
internal sealed class Gemm : OperatorDefinition
{
    public override string Name => "Gemm";

    public override IReadOnlyList<IntegerForm> IntegerForms => OperatorRegistry.Get("MatMul").IntegerForms;

    public override IReadOnlyList<Node>? Expand(Node node, Func<string, string> uniqueName)
    {
        var bias = node.OptionalInput(2);
        if (node.Attributes.Integer("transA", 0) != 0
            || node.Input(1) is not { Constant: { Type: ElementType.Float32, Rank: 2 } weight }
            || (bias is not null && !IsChannelBias(bias, weight.Dimensions[node.Attributes.Integer("transB", 0) != 0 ? 0 : 1])))
        {
            return null;
        }

        var product = new Node(OperatorRegistry.Get("MatMul"), node.Name);
        product.SetInput(0, node.Input(0));
        product.SetInput(1, Value.FromConstant(uniqueName($"{node.Name}.matrix"), Matrix(weight, node)));
        product.Input(1).Integers = MatrixIntegers(node);
        if (bias is not null)
        {
            product.SetInput(2, Value.FromConstant(uniqueName($"{node.Name}.bias"), Bias(bias.Constant!, node, product.ConstantInput(1).Dimensions[1])));
            product.Input(2).Integers = BiasIntegers(node, product.Input(2));
        }

        product.Outputs.Add(node.Output);
        node.Output.Producer = product;
        return [product];
    }

    public override void Infer(Node node)
    {
        node.RequireTypes(ElementType.Float32);
        var (left, right) = (node.Input(0).Dimensions, node.Input(1).Dimensions);
        if (left.Count != 2 || right.Count != 2)
        {
            throw new InvalidNodeException("an operand is no matrix");
        }

        var (rows, reduction) = node.Attributes.Integer("transA", 0) != 0 ? (left[1], left[0]) : (left[0], left[1]);
        var (columns, inner) = node.Attributes.Integer("transB", 0) != 0 ? (right[0], right[1]) : (right[1], right[0]);
        node.Require(reduction, inner);
        Dimension[] shape = [rows, columns];
        if (node.OptionalInput(2) is { } bias && !Shapes.Broadcast(shape, bias.Dimensions, node.Require).SequenceEqual(shape))
        {
            throw new InvalidNodeException($"a bias {Shapes.Print(bias.Dimensions)} for a result {Shapes.Print(shape)}");
        }

        node.SetOutput(0, ElementType.Float32, shape);
    }

    public override bool KeepsRowsApart(Node node)
    {
        return node.Attributes.Integer("transA", 0) == 0 && node.Input(1).IsConstant && node.OptionalInput(2) is null or { IsConstant: true };
    }

    public override void Lower(Node node, LoweringContext context)
    {
        var bias = node.OptionalInput(2);
        var product = bias is null ? context.Define(node.Output, Form.NativePlain) : context.Scratch($"{node.Name}_product", ElementType.Float32, [.. node.Output.Dimensions]);
        var (rows, columns) = (node.Output.Dimensions[0], node.Output.Dimensions[1]);
        var (transposeLeft, transposeRight) = (node.Attributes.Integer("transA", 0) != 0, node.Attributes.Integer("transB", 0) != 0);
        var reduction = node.Input(0).Dimensions[transposeLeft ? 0 : 1];
        context.Step(
            node,
            "Matrix product of two activations",
            $"{nameof(FloatMatrixProduct)}.{nameof(FloatMatrixProduct.Batched)}",
            ("left", context.ReadPlain(node.Input(0))),
            ("right", context.ReadPlain(node.Input(1))),
            ("output", product),
            ("batch", Array.Empty<Dimension>()),
            ("leftStrides", Array.Empty<Dimension>()),
            ("rightStrides", Array.Empty<Dimension>()),
            ("outputStrides", Array.Empty<Dimension>()),
            ("rows", rows),
            ("reduction", reduction),
            ("columns", columns),
            ("leftRowStride", transposeLeft ? Dimension.One : reduction),
            ("leftReductionStride", transposeLeft ? rows : Dimension.One),
            ("rightReductionStride", transposeRight ? Dimension.One : columns),
            ("rightColumnStride", transposeRight ? reduction : Dimension.One),
            ("outputRowStride", columns),
            ("alpha", node.Attributes.Float("alpha", 1)));
        if (bias is not null)
        {
            var scaled = Elementwise.Broadcasting.ScaleBy(node, context, context.ReadPlain(bias), node.Attributes.Float("beta", 1));
            Elementwise.Broadcasting.Step(
                node, context, nameof(Broadcast.Add), "Add the bias", (product, node.Output.Dimensions), (scaled, bias.Dimensions), context.Define(node.Output, Form.NativePlain));
        }
    }

    private static bool IsChannelBias(Value bias, int columns)
    {
        return bias.Constant is { Type: ElementType.Float32 } constant
            && (constant.Count == 1 || (constant.Count == columns && constant.Dimensions[^1] == columns));
    }

    private static TensorData Matrix(TensorData weight, Node node)
    {
        var alpha = node.Attributes.Float("alpha", 1);
        var matrix = Orient(weight, node);
        return alpha == 1 ? matrix : TensorData.Create<float>(matrix.Dimensions, Array.ConvertAll(matrix.ToFloat32(), value => alpha * value));
    }

    /// <summary>The integers that the matrix was dequantized from, oriented as it is.</summary>
    private static QuantizedConstant? MatrixIntegers(Node node)
    {
        return node.Input(1).Integers is { BlockSize: 0 } integers && node.Attributes.Float("alpha", 1) == 1
            ? integers with { Values = Orient(integers.Values, node), Axis = IsTransposed(node) ? 1 - integers.Axis : integers.Axis }
            : null;
    }

    /// <summary>The weight as [K, N], in which the matrix product wants it.</summary>
    private static TensorData Orient(TensorData weight, Node node)
    {
        if (!IsTransposed(node))
        {
            return weight;
        }

        var (rows, columns, size) = (weight.Dimensions[0], weight.Dimensions[1], weight.Type.Size());
        var result = new byte[weight.Bytes.Length];
        for (var i = 0; i < rows * columns; i++)
        {
            var (row, column) = (i / columns, i % columns);
            weight.Bytes.Slice(i * size, size).CopyTo(result.AsSpan(((column * rows) + row) * size));
        }

        return TensorData.FromBytes(weight.Type, [columns, rows], result);
    }

    private static bool IsTransposed(Node node)
    {
        return node.Attributes.Integer("transB", 0) != 0;
    }

    private static QuantizedConstant? BiasIntegers(Node node, Value bias)
    {
        return node.Attributes.Float("beta", 1) == 1 && node.Input(2).Integers is { } integers && integers.Values.Count == bias.Constant!.Count
            ? integers with { Values = integers.Values.Reshape(integers.Values.Count), Axis = integers.Axis is null ? null : 0 }
            : null;
    }

    private static TensorData Bias(TensorData bias, Node node, int columns)
    {
        var beta = node.Attributes.Float("beta", 1);
        var values = bias.ToFloat32();
        return TensorData.Create<float>([columns], [.. Enumerable.Range(0, columns).Select(column => beta * values[values.Length == 1 ? 0 : column])]);
    }
}
