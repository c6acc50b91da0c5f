namespace QuantGen.Compiler.Diagnostics;

/// <summary>Finds what a person meant by a name that does not exist.</summary>
internal static class NearestName
{
    /// <summary>
    /// The valid name with the fewest edits to the given one for its length; null when none has half of it right. For its length, because a name
    /// that was cut short (<c>calib</c>) is many edits from what was meant (<c>calibration</c>), and fewer from a short one with nothing in common.
    /// </summary>
    public static string? Find(string given, IEnumerable<string> valid)
    {
        var (share, nearest) = valid.Select(name => (Share(name), name)).DefaultIfEmpty((double.PositiveInfinity, "")).Min();
        return share <= 1 ? nearest : null;

        // Edits of those that are allowed.
        double Share(string name)
        {
            return (double)Distance(given, name) / ((Math.Max(given.Length, name.Length) + 1) / 2);
        }
    }

    /// <summary>" Did you mean ...?", or nothing.</summary>
    public static string Question(string given, IEnumerable<string> valid)
    {
        return Question(Find(given, valid));
    }

    /// <summary>" Did you mean ...?", or nothing for null.</summary>
    public static string Question(string? nearest)
    {
        return nearest is null ? "" : $" Did you mean '{nearest}'?";
    }

    /// <summary>Insertions, deletions and replacements of a character (Levenshtein), letter case aside.</summary>
    internal static int Distance(string left, string right)
    {
        // One row of the usual table: row[j] is the distance of what was read of left and the first j characters of right.
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (var i = 0; i < left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 0; j < right.Length; j++)
            {
                var replaced = diagonal + (char.ToLowerInvariant(left[i]) == char.ToLowerInvariant(right[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, 1 + Math.Min(row[j], row[j + 1]));
            }
        }

        return row[^1];
    }
}
