using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Lowering;

/// <summary>Appends the steps that quantize values while the model runs, once for all products that read the same value.</summary>
internal sealed class DynamicActivations(LoweringContext context)
{
    private readonly Dictionary<(Value Value, Layout Layout, ActivationScale Scale), DynamicActivation> _activations = [];

    /// <summary>A value in 8 bits with scales of its own.</summary>
    /// <param name="value">A float value.</param>
    /// <param name="layout">Plain: a row is the last axis. Channels-last: a row is a sample.</param>
    /// <param name="scale">How many elements share a scale.</param>
    public DynamicActivation Read(Value value, Layout layout, ActivationScale scale)
    {
        if (!_activations.TryGetValue((value, layout, scale), out var activation))
        {
            _activations[(value, layout, scale)] = activation = Quantize(value, layout, scale);
        }

        return activation;
    }

    private DynamicActivation Quantize(Value value, Layout layout, ActivationScale scale)
    {
        var source = context.Read(value, new Form(Storage.Native, layout));
        var columns = source.Shape[^1];
        var allLines = Shapes.Product(source.Shape.SkipLast(1));
        var rows = scale == ActivationScale.PerTensor ? Dimension.One : layout is Layout.ChannelsLastLayout ? source.Shape[0] : allLines;
        var lines = scale == ActivationScale.PerTensor ? allLines
            : layout is Layout.ChannelsLastLayout ? Shapes.Product(source.Shape.Skip(1).SkipLast(1))
            : Dimension.One;
        if (scale == ActivationScale.PerTensor)
        {
            context.Builder.UnchunkedSymbols.UnionWith(value.Dimensions.SelectMany(dimension => dimension.Symbols));
        }

        var activation = new DynamicActivation(
            context.Scratch($"{value.Name}_quantized", ElementType.UInt8, allLines, PhysicalShape.RoundUp(columns)),
            context.Scratch($"{value.Name}_scales", ElementType.Float32, rows),
            context.Scratch($"{value.Name}_zeroPoints", ElementType.UInt8, rows));
        context.Builder.Step(
            value.Name,
            scale == ActivationScale.PerTensor ? "Quantize to uint8, with one scale" : "Quantize to uint8, with a scale for each row",
            $"{nameof(DynamicQuantization)}.{nameof(DynamicQuantization.Quantize)}",
            ("input", source),
            ("output", activation.Bytes),
            ("scales", activation.Scales),
            ("zeroPoints", activation.ZeroPoints),
            ("rows", rows),
            ("lines", lines),
            ("columns", columns));
        return activation;
    }
}

/// <summary>A value that was quantized while the model runs.</summary>
/// <param name="Bytes">uint8, lines padded.</param>
/// <param name="Scales">float32, one for each row.</param>
/// <param name="ZeroPoints">uint8, one for each row.</param>
internal sealed record DynamicActivation(Operand Bytes, Operand Scales, Operand ZeroPoints);
