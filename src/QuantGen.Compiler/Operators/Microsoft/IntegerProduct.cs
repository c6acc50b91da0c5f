using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators.Quantization;

namespace QuantGen.Compiler.Operators.Microsoft;

/// <summary>MatMulInteger and the scales that make floats of its sums.</summary>
internal static class IntegerProduct
{
    /// <summary>Appends <c>float(left x right) * (leftScale * rightScale)</c>.</summary>
    public static Value Append(DequantizedForm form, Value left, Value? leftZeroPoint, Value leftScale, IntegerFactor right)
    {
        var scale = form.Compute("Mul", "scale", [leftScale, right.Scale]);
        var sums = form.Compute("MatMulInteger", [left, right.Values, leftZeroPoint, right.ZeroPoint]);
        var floats = form.Compute("Cast", "floats", [sums], ("to", (long)1));
        return form.Compute("Mul", "scaled", [floats, scale]);
    }
}

/// <summary>The right matrix of an integer product.</summary>
internal sealed record IntegerFactor(Value Values, Value Scale, Value? ZeroPoint);
