using System;

namespace QuantGen.Plan;

/// <summary>What the plan format says about each element type.</summary>
internal static class PlanElementTypes
{
    /// <summary>The name in the plan's text: the member's in lower case.</summary>
    public static string Name(PlanElementType type)
    {
        return type.ToString().ToLowerInvariant();
    }

    public static bool TryParse(string name, out PlanElementType type)
    {
        foreach (PlanElementType candidate in Enum.GetValues(typeof(PlanElementType)))
        {
            if (Name(candidate) == name)
            {
                type = candidate;
                return true;
            }
        }

        type = default;
        return false;
    }

    /// <summary>A value of a table as text, without a suffix.</summary>
    public static string Format(PlanElementType type, double value)
    {
        return type switch
        {
            PlanElementType.Float32 => PlanNumber.Format((float)value),
            PlanElementType.Float64 => PlanNumber.Format(value),
            _ => PlanNumber.Format((long)value),
        };
    }

    /// <summary>
    /// The whole numbers that a table of the type may hold: what it can store and a double holds exactly. Null for the float
    /// types.
    /// </summary>
    public static (double Low, double High)? IntegerRange(PlanElementType type)
    {
        const double Exact = 1L << 53;
        return type switch
        {
            PlanElementType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
            PlanElementType.UInt8 => (0, byte.MaxValue),
            PlanElementType.Int16 => (short.MinValue, short.MaxValue),
            PlanElementType.UInt16 => (0, ushort.MaxValue),
            PlanElementType.Int32 => (int.MinValue, int.MaxValue),
            PlanElementType.UInt32 => (0, uint.MaxValue),
            PlanElementType.Int64 => (-Exact, Exact),
            PlanElementType.UInt64 => (0, Exact),
            PlanElementType.Bool => (0, 1),
            _ => null,
        };
    }
}
