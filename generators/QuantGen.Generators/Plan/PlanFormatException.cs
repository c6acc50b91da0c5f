using System;
using System.Globalization;

namespace QuantGen.Plan;

/// <summary>A plan's text breaks the rules of <c>docs/plan-format.md</c>.</summary>
/// <param name="line">The line, from 1.</param>
/// <param name="column">The column, from 1.</param>
/// <param name="reason">What is wrong, without the place; no full stop.</param>
internal sealed class PlanFormatException(int line, int column, string reason)
    : Exception(string.Format(CultureInfo.InvariantCulture, "Line {0}, column {1}: {2}.", line, column, reason))
{
    public int Line { get; } = line;

    public int Column { get; } = column;

    public string Reason { get; } = reason;

    /// <summary>The text is a plan, of a version that this code does not read.</summary>
    public bool IsUnknownVersion { get; init; }
}
