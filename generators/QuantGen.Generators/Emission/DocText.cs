using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using QuantGen.Plan;

namespace QuantGen.Generators.Emission;

/// <summary>What doc comments say about tensors.</summary>
internal static class DocText
{
    /// <summary>A shape with the model's names: <c>[batch, 1, 28, 28]</c>.</summary>
    public static string Shape(IEnumerable<Dimension> shape)
    {
        return $"<c>[{string.Join(", ", shape.Select(Dimension))}]</c>";
    }

    /// <summary>A dimension with the model's names, as C# writes it.</summary>
    public static string Dimension(Dimension size)
    {
        return size.ToCSharp(symbol => symbol, wide: false);
    }

    /// <summary>The values that a quantized tensor holds, in the units of the model: <c>-1.5 to 3.2</c>. Null where it has no scale.</summary>
    public static string? Range(PlanTensor tensor)
    {
        if (tensor is not { Scale: { } scale, Type: PlanElementType.UInt8 or PlanElementType.Int8 })
        {
            return null;
        }

        var low = (tensor.Type == PlanElementType.Int8 ? sbyte.MinValue : byte.MinValue) - (tensor.ZeroPoint ?? 0);
        return $"{Number(low * (double)scale)} to {Number((low + byte.MaxValue) * (double)scale)}";
    }

    private static string Number(double value)
    {
        return value.ToString("G4", CultureInfo.InvariantCulture);
    }
}
