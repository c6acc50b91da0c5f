namespace QuantGen.Compiler.Lowering;

/// <summary>Buffers by when they are alive: a segment tree over the steps, so that a model of many steps is placed in little time.</summary>
/// <param name="steps">The number of steps.</param>
internal sealed class BufferLives(int steps)
{
    private readonly List<ArenaBuffer>?[] _beginning = new List<ArenaBuffer>?[steps];

    /// <summary>Node i covers the steps of nodes 2i and 2i + 1; step s is node steps + s. A buffer is in the fewest nodes that cover its life.</summary>
    private readonly List<ArenaBuffer>?[] _alive = new List<ArenaBuffer>?[2 * steps];

    /// <summary>Adds a buffer; it is alive from its first step to its last.</summary>
    public void Add(ArenaBuffer buffer)
    {
        (_beginning[buffer.FirstStep] ??= []).Add(buffer);
        var (left, right) = (steps + buffer.FirstStep, steps + buffer.LastStep + 1);
        for (; left < right; (left, right) = (left / 2, right / 2))
        {
            if (left % 2 == 1)
            {
                (_alive[left++] ??= []).Add(buffer);
            }

            if (right % 2 == 1)
            {
                (_alive[--right] ??= []).Add(buffer);
            }
        }
    }

    /// <summary>Those that are alive together with a buffer.</summary>
    public IEnumerable<ArenaBuffer> Overlapping(ArenaBuffer buffer)
    {
        for (var node = steps + buffer.FirstStep; node > 0; node /= 2)
        {
            foreach (var other in _alive[node] ?? [])
            {
                yield return other;
            }
        }

        for (var step = buffer.FirstStep + 1; step <= buffer.LastStep; step++)
        {
            foreach (var other in _beginning[step] ?? [])
            {
                yield return other;
            }
        }
    }
}
