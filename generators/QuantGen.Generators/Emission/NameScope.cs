using System;
using System.Collections.Generic;
using System.Linq;
using QuantGen.Plan;

namespace QuantGen.Generators.Emission;

/// <summary>Gives out names that differ: the wished one, or with the first number from 2 on that is free.</summary>
internal sealed class NameScope(IEnumerable<string> taken)
{
    private readonly HashSet<string> _taken = new(taken, StringComparer.Ordinal);

    /// <param name="name">The name wished for.</param>
    /// <param name="suffixes">When given, what must be free is the name with each of these.</param>
    /// <returns>The name, without suffix, as an identifier that may need an <c>@</c>.</returns>
    public string Take(string name, params string[] suffixes)
    {
        string[] endings = suffixes.Length == 0 ? [""] : suffixes;
        var candidate = name;
        for (var number = 2; endings.Any(ending => _taken.Contains(candidate + ending)); number++)
        {
            candidate = name + PlanNumber.Format(number);
        }

        _taken.UnionWith(endings.Select(ending => candidate + ending));
        return candidate;
    }
}
