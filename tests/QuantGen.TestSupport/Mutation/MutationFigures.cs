namespace QuantGen.TestSupport.Mutation;

/// <summary>What came of the mutations of one subject.</summary>
/// <param name="subject">What was damaged and how it was read.</param>
internal sealed class MutationFigures(string subject)
{
    public string Subject { get; } = subject;

    public int Mutations { get; private set; }

    /// <summary>How many ended in a diagnostic; the others gave a result.</summary>
    public int Noticed { get; private set; }

    /// <summary>The longest processor time of the whole process during one mutation, and its seed.</summary>
    public (TimeSpan Time, int Seed) Slowest { get; private set; }

    /// <summary>The most managed memory allocated for one mutation in bytes, garbage included, and its seed.</summary>
    public (long Bytes, int Seed) Largest { get; private set; }

    /// <summary>Counts a mutation.</summary>
    public void Add(int seed, bool noticed, TimeSpan time, long bytes)
    {
        Mutations++;
        Noticed += noticed ? 1 : 0;
        Slowest = time > Slowest.Time ? (time, seed) : Slowest;
        Largest = bytes > Largest.Bytes ? (bytes, seed) : Largest;
    }
}
