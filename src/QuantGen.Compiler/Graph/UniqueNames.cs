namespace QuantGen.Compiler.Graph;

/// <summary>Names that are taken.</summary>
internal sealed class UniqueNames
{
    /// <summary>The suffix to try next for a wish that was taken: a model may hold the same name ten thousand times.</summary>
    private readonly Dictionary<string, int> _nextSuffix = new(StringComparer.Ordinal);

    /// <summary>A wish, or it with the first number from 2 on that is free; taken from then on.</summary>
    public string Take(string wish)
    {
        var name = wish;
        for (var suffix = _nextSuffix.GetValueOrDefault(wish, 2); !_nextSuffix.TryAdd(name, 2); suffix++)
        {
            name = $"{wish}_{suffix}";
            _nextSuffix[wish] = suffix + 1;
        }

        return name;
    }
}
