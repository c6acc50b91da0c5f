using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Quantization;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Convolution;

/// <summary>ONNX Conv (opset 1 to 22): [N, C, spatial] with [O, C / group, kernel] and an optional bias [O].</summary>
internal sealed class Conv : OperatorDefinition, IChannelBias
{
    public override string Name => "Conv";

    public int BiasInput => 2;

    public int? ChannelAxis(Node node)
    {
        return 1;
    }

    public override IReadOnlyList<Node>? Expand(Node node, Func<string, string> uniqueName)
    {
        return VolumeConvolution.AppliesTo(node) ? VolumeConvolution.Compose(node, new ExpansionBuilder(node, uniqueName)) : null;
    }

    public override void Infer(Node node)
    {
        node.RequireTypes(ElementType.Float32);
        var shape = OutputShape(node);
        if (node.OptionalInput(BiasInput) is { } bias && !bias.Dimensions.SequenceEqual([shape[1]]))
        {
            throw new InvalidNodeException($"a bias {Shapes.Print(bias.Dimensions)} for {shape[1]} channels");
        }

        node.SetOutput(0, ElementType.Float32, shape);
    }

    public override IReadOnlyList<IntegerForm> IntegerForms => [IntegerForm.Compute];

    public override IntegerForm IntegerFormOf(Node node)
    {
        return node.Input(0).Type == ElementType.Float32 && node.Input(1).IsConstant && node.OptionalInput(2) is null or { IsConstant: true }
            ? IntegerForm.Compute
            : IntegerForm.None;
    }

    public override IReadOnlyList<WeightInput> WeightInputs(Node node)
    {
        return node.Input(1) is { IsConstant: true, Type: ElementType.Float32 } ? [new WeightInput(1, ChannelAxis: 0)] : [];
    }

    public override bool HasDynamicForm(Node node)
    {
        return IntegerFormOf(node) == IntegerForm.Compute && ProductsPerValue(node) >= DynamicProduct.LeastProductsPerValue;
    }

    /// <remarks>A depthwise convolution has a kernel's few weights for each channel: its float kernel reads them as they are.</remarks>
    public override bool HasCompressedForm(Node node)
    {
        return WeightInputs(node).Count > 0 && !IsDepthwise(node);
    }

    public override bool KeepsRowsApart(Node node)
    {
        return true;
    }

    public override bool AcceptsClamp(Node node)
    {
        return true;
    }

    public override void Lower(Node node, LoweringContext context)
    {
        if (context.IsInteger(node))
        {
            IntegerConvolution.Lower(node, context);
        }
        else if (context.Quantization.Dynamic(node) is { } dynamic)
        {
            DynamicConv.Lower(node, context, dynamic);
        }
        else
        {
            LowerFloat(node, context);
        }
    }

    /// <summary>The shape of the result.</summary>
    /// <param name="node">A convolution with ONNX's attributes, its data the first input.</param>
    /// <param name="weightInput">Index of the weight.</param>
    /// <exception cref="InvalidNodeException">Input and weight do not fit.</exception>
    public static Dimension[] OutputShape(Node node, int weightInput = 1)
    {
        var (input, weight) = (node.Input(0), node.Input(weightInput));
        if (weight.Rank != input.Rank)
        {
            throw new InvalidNodeException($"the input has rank {input.Rank} and the weight rank {weight.Rank}");
        }

        var window = Window(node, weightInput);
        var groups = Groups(node);
        if (weight.Dimensions[0].Value % groups != 0 || !(weight.Dimensions[1] * groups).Equals(input.Dimensions[1]))
        {
            throw new InvalidNodeException(
                $"a weight {Shapes.Print(weight.Dimensions)} in {groups} groups does not fit an input {Shapes.Print(input.Dimensions)}");
        }

        return [input.Dimensions[0], weight.Dimensions[0], .. window.Outputs];
    }

    /// <summary>One group per input channel.</summary>
    public static bool IsDepthwise(Node node)
    {
        return Groups(node) > 1 && node.Input(1).Dimensions[1].Value == 1;
    }

    public static string Title(Node node)
    {
        var window = Window(node);
        var kind = IsDepthwise(node) ? "Depthwise convolution" : Groups(node) > 1 ? $"Convolution in {Groups(node)} groups" : "Convolution";
        return $"{kind} {string.Join('x', window.Kernel)}, {node.Input(0).Dimensions[1]} to {node.Output.Dimensions[1]} channels{ClampText.Of(node.Clamp)}";
    }

    /// <summary>The geometry as the kernels take it, and with a batch of 1 for packing weights.</summary>
    /// <param name="node">A convolution with ONNX's attributes, its data the first input.</param>
    /// <param name="weightInput">Index of the weight.</param>
    /// <param name="weightTerms">Numbers whose sum is a weight.</param>
    public static (Argument Argument, ConvolutionGeometry Constant) Geometry(Node node, int weightInput = 1, int weightTerms = 1)
    {
        var window = Window(node, weightInput);
        var (input, output) = (node.Input(0).Dimensions, node.Output.Dimensions);
        (string Name, Dimension Value)[] members =
        [
            ("batch", input[0]),
            ("inputHeight", SlidingWindow.At([.. input.Skip(2)], 0, Dimension.One)),
            ("inputWidth", input[^1]),
            ("inputChannels", input[1]),
            ("outputHeight", SlidingWindow.At(window.Outputs, 0, Dimension.One)),
            ("outputWidth", window.Outputs[^1]),
            ("outputChannels", output[1]),
            ("kernelHeight", SlidingWindow.At(window.Kernel, 0, 1)),
            ("kernelWidth", window.Kernel[^1]),
            ("strideHeight", SlidingWindow.At(window.Strides, 0, 1)),
            ("strideWidth", window.Strides[^1]),
            ("dilationHeight", SlidingWindow.At(window.Dilations, 0, 1)),
            ("dilationWidth", window.Dilations[^1]),
            ("padTop", SlidingWindow.At(window.PadBefore, 0, Dimension.Zero)),
            ("padLeft", window.PadBefore[^1]),
            ("groups", Groups(node)),
            ("weightTerms", weightTerms),
        ];
        var written = weightTerms == 1 ? members.SkipLast(1) : members;
        var argument = Argument.Structure<ConvolutionGeometry>([.. written.Select(member => (member.Name, (Argument)member.Value))]);
        // Packing looks at channels, kernel and groups only; sizes that are open there stand as 1.
        var sizes = members.Select(member => (int)(member.Value.Value ?? 1)).ToArray();
        var constant = new ConvolutionGeometry(
            1, sizes[1], sizes[2], sizes[3], sizes[4], sizes[5], sizes[6], sizes[7], sizes[8], sizes[9], sizes[10], sizes[11], sizes[12], sizes[13], sizes[14], sizes[15], sizes[16]);
        return (argument, constant);
    }

    /// <summary>How often the convolution multiplies each value of its input, borders aside.</summary>
    private static long ProductsPerValue(Node node)
    {
        var weight = node.ConstantInput(1);
        var step = Window(node).Strides.Aggregate(1L, (product, stride) => product * stride);
        return weight.Count / ((long)weight.Dimensions[1] * Groups(node) * step);
    }

    private static void LowerFloat(Node node, LoweringContext context)
    {
        var weight = node.Input(1).Constant?.ToFloat32() ?? throw new UnsupportedNodeException("the weight must be a constant");
        var geometry = Geometry(node);
        var depthwise = IsDepthwise(node);
        var weights = StoredWeights.OfConvolution(node, context, Pack, Groups(node));
        var kernel = depthwise ? nameof(FloatDepthwiseConvolution) : weights.Form == StoredWeightsForm.Compressed ? nameof(CompressedConvolution) : nameof(FloatConvolution);
        context.Step(
            node,
            Title(node) + weights.Title,
            $"{kernel}.{nameof(FloatConvolution.Run)}",
            [
                ("input", context.Read(node.Input(0), Form.NativeChannelsLast)),
                .. weights.Arguments,
                ("bias", node.OptionalInput(2) is { } bias ? context.ReadPlain(bias) : Argument.None),
                ("output", context.Define(node.Output, Form.NativeChannelsLast)),
                ("geometry", geometry.Argument),
                ("low", node.Clamp.Low),
                ("high", node.Clamp.High),
                ("residual", Argument.None),
            ]);

        float[] Pack()
        {
            return depthwise ? PackedFloatWeights.Depthwise(weight, geometry.Constant) : PackedFloatWeights.Convolution(weight, geometry.Constant);
        }
    }

    private static SlidingWindow Window(Node node, int weightInput = 1)
    {
        var kernel = node.Input(weightInput).Dimensions.Skip(2).Select(dimension => (long)Shapes.Constant(dimension, "the kernel's size")).ToArray();
        if (node.Attributes.Integers("kernel_shape") is { } declared && !declared.SequenceEqual(kernel))
        {
            throw new InvalidNodeException("kernel_shape differs from the weight's shape");
        }

        return SlidingWindow.Read(node, kernel);
    }

    private static int Groups(Node node)
    {
        var groups = node.Attributes.Integer("group", 1);
        return groups is > 0 and <= int.MaxValue ? (int)groups : throw new InvalidNodeException($"group is {groups}");
    }
}
