using System;
using System.Collections.Generic;

namespace QuantGen.Plan;

/// <summary>Reads lists of numbers: tables and scales.</summary>
internal static class PlanTableParser
{
    /// <summary>The values of a constant, each one that its element type can hold.</summary>
    public static List<double> Values(PlanScanner scanner, PlanElementType type)
    {
        if (type is PlanElementType.Float16 or PlanElementType.BFloat16)
        {
            throw scanner.Error("16-bit floats cannot stand in a table; put them in the weights");
        }

        var range = PlanElementTypes.IntegerRange(type);
        return List(scanner, () =>
        {
            var mark = scanner.Mark();
            var value = scanner.Number("a number");
            if (range is { } bounds)
            {
                return value >= bounds.Low && value <= bounds.High && Math.Floor(value) == value
                    ? value
                    : throw scanner.Error($"the number is not a value of {PlanElementTypes.Name(type)}", mark);
            }

            return type == PlanElementType.Float32 ? scanner.ToFloat(value, mark) : value;
        });
    }

    public static List<float> Scales(PlanScanner scanner)
    {
        return List(scanner, () => Scale(scanner));
    }

    public static float Scale(PlanScanner scanner)
    {
        var mark = scanner.Mark();
        var value = scanner.ToFloat(scanner.Number("a scale"), mark);
        return value > 0 && !float.IsInfinity(value) ? value : throw scanner.Error("a scale is positive and finite", mark);
    }

    private static List<T> List<T>(PlanScanner scanner, Func<T> item)
    {
        var values = new List<T>();
        scanner.Punctuation('[');
        if (scanner.TryPunctuation(']'))
        {
            return values;
        }

        do
        {
            values.Add(item());
        }
        while (scanner.TryPunctuation(','));

        scanner.Punctuation(']');
        return values;
    }
}
