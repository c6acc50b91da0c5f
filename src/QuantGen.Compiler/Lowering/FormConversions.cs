using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Lowering;

/// <summary>Appends the steps that bring a value from one form into another: layout changes, quantize, dequantize.</summary>
internal sealed class FormConversions(LoweringContext context)
{
    /// <summary>Converts, through at most one form in between.</summary>
    public Operand Convert(Value value, Operand source, Form form)
    {
        return (source.Form.IsQuantized, form.IsQuantized) switch
        {
            (false, false) => ChangeLayout(value, source, form),
            (false, true) => Quantize(value, source, form),
            (true, false) => Dequantize(value, source, form),
            // Between two 8-bit layouts: through float, which is exact because the parameters are the same.
            (true, true) when SameMemory(value, source, form) => View(value, source, form),
            (true, true) => Quantize(value, context.Read(value, Form.NativePlain), form),
        };
    }

    private Operand ChangeLayout(Value value, Operand source, Form form)
    {
        if (SameMemory(value, source, form))
        {
            return View(value, source, form);
        }

        if (source.Form.Layout is Layout.FlattenedLayout || form.Layout is Layout.FlattenedLayout)
        {
            throw new InvalidOperationException($"'{value.Name}' has no conversion from {source.Form} to {form}.");
        }

        var result = DefineNative(value, form);
        var (channels, spatial) = (value.Dimensions[1], Shapes.Product(value.Dimensions.Skip(2)));
        var toChannelsLast = form.Layout is Layout.ChannelsLastLayout;
        context.Builder.Step(
            value.Name,
            toChannelsLast ? "To channels-last" : "To channels-first",
            $"{nameof(DataMovement)}.{nameof(DataMovement.Transpose)}",
            ("input", source),
            ("output", result),
            ("inputShape", new[] { value.Dimensions[0], toChannelsLast ? channels : spatial, toChannelsLast ? spatial : channels }),
            ("permutation", new[] { 0, 2, 1 }));
        return result;
    }

    private Operand Quantize(Value value, Operand source, Form form)
    {
        var result = context.Allocate(value, form);
        var parameters = context.Parameters(value);
        if (form.Layout is Layout.ChannelsLastLayout && source.Form.Layout is Layout.PlainLayout)
        {
            context.Builder.Step(
                value.Name,
                "Quantize to channels-last uint8",
                $"{nameof(Kernels.Quantization)}.{nameof(Kernels.Quantization.QuantizeToChannelsLast)}",
                ("input", source),
                ("output", result),
                ("batch", value.Dimensions[0]),
                ("channels", value.Dimensions[1]),
                ("spatial", Shapes.Product(value.Dimensions.Skip(2))),
                ("scale", parameters.Scale),
                ("zeroPoint", parameters.ZeroPoint));
            return result;
        }

        var native = source.Form.Layout == form.Layout ? source : context.Read(value, form with { Storage = Storage.Native });
        context.Builder.Step(
            value.Name,
            "Quantize to uint8",
            $"{nameof(Kernels.Quantization)}.{nameof(Kernels.Quantization.Quantize)}",
            ("input", native),
            ("output", result),
            ("rows", Rows(native)),
            ("columns", native.RowStride),
            ("scale", parameters.Scale),
            ("zeroPoint", parameters.ZeroPoint));
        return result;
    }

    private Operand Dequantize(Value value, Operand source, Form form)
    {
        var parameters = context.Parameters(value);
        if (source.Form.Layout == form.Layout)
        {
            var same = DefineNative(value, form);
            context.Builder.Step(
                value.Name,
                "Dequantize",
                $"{nameof(Kernels.Quantization)}.{nameof(Kernels.Quantization.Dequantize)}",
                ("input", source),
                ("output", same),
                ("rows", Rows(same)),
                ("columns", same.RowStride),
                ("scale", parameters.Scale),
                ("zeroPoint", parameters.ZeroPoint));
            return same;
        }

        if (form.Layout is not Layout.PlainLayout)
        {
            return ChangeLayout(value, context.Read(value, Form.NativePlain), form);
        }

        var (channels, spatial) = source.Form.Layout is Layout.FlattenedLayout flattened
            ? (flattened.Channels, (Dimension)flattened.Spatial)
            : (value.Dimensions[1], Shapes.Product(value.Dimensions.Skip(2)));
        var result = DefineNative(value, form);
        context.Builder.Step(
            value.Name,
            "Dequantize to channels-first",
            $"{nameof(Kernels.Quantization)}.{nameof(Kernels.Quantization.DequantizeFromChannelsLast)}",
            ("input", source),
            ("output", result),
            ("batch", value.Dimensions[0]),
            ("channels", channels),
            ("spatial", spatial),
            ("scale", parameters.Scale),
            ("zeroPoint", parameters.ZeroPoint));
        return result;
    }

    /// <summary>A model output is written in place, also when it was computed in another form.</summary>
    private Operand DefineNative(Value value, Form form)
    {
        return form == Form.NativePlain && context.Graph.Outputs.Contains(value) ? context.Builder.Output(value) : context.Allocate(value, form);
    }

    /// <summary>One channel, or one position, lies in memory the same way in either layout; so do 8-bit rows of the same padded length.</summary>
    private static bool SameMemory(Value value, Operand source, Form form)
    {
        if (source.Form.Layout is Layout.FlattenedLayout || form.Layout is Layout.FlattenedLayout || value.Rank < 3)
        {
            return source.Form.Layout == form.Layout;
        }

        var oneChannel = value.Dimensions[1].Value == 1;
        var onePosition = Shapes.Product(value.Dimensions.Skip(2)).Value == 1;
        return (oneChannel || onePosition) && PhysicalShape.Of(value, form) is var shape
            && Shapes.Product(shape).Equals(source.Count) && (!form.IsQuantized || shape[^1].Equals(source.RowStride));
    }

    private Operand View(Value value, Operand source, Form form)
    {
        return context.Builder.View(value, source, PhysicalShape.Of(value, form), form);
    }

    private static Dimension Rows(Operand operand)
    {
        return Shapes.Product(operand.Shape.Take(operand.Shape.Count - 1));
    }
}
