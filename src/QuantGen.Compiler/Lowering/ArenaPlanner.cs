using QuantGen.Plan;

namespace QuantGen.Compiler.Lowering;

/// <summary>Gives every buffer its place in the arena, so that buffers that are alive together do not overlap.</summary>
internal static class ArenaPlanner
{
    /// <summary>Places the buffers and returns the arena's size in bytes.</summary>
    /// <param name="steps">The steps in order.</param>
    /// <param name="bounds">The largest value of symbols whose bound is known at build time (the chunk).</param>
    /// <param name="reuse">False keeps every tensor until the end, for those who look at them afterwards.</param>
    public static Dimension Place(IReadOnlyList<LoweredStep> steps, IReadOnlyDictionary<string, Dimension> bounds, bool reuse)
    {
        var buffers = FindLifetimes(steps, reuse);
        var sizes = buffers.ToDictionary(buffer => buffer, buffer => Padded(buffer.Bytes.Substitute(bounds)));
        if (!sizes.Values.All(size => size.IsConstant))
        {
            return PlaceSymbolic(buffers, bounds);
        }

        return reuse ? PlaceConstant(buffers, sizes, steps.Count) : PlaceApart(buffers, sizes);
    }

    private static List<ArenaBuffer> FindLifetimes(IReadOnlyList<LoweredStep> steps, bool reuse)
    {
        var buffers = new List<ArenaBuffer>();
        for (var i = 0; i < steps.Count; i++)
        {
            foreach (var buffer in steps[i].Operands.Select(operand => operand.Buffer).OfType<ArenaBuffer>())
            {
                if (buffer.FirstStep < 0)
                {
                    buffer.FirstStep = i;
                    buffers.Add(buffer);
                }

                buffer.LastStep = reuse ? i : steps.Count;
            }
        }

        return buffers;
    }

    /// <summary>Every buffer is followed by the slack that kernels may read.</summary>
    private static Dimension Padded(Dimension bytes)
    {
        const int Multiple = WeightsFile.Alignment;
        return (bytes + (WeightsFile.ReadSlack + Multiple - 1)) / Multiple * Multiple;
    }

    /// <summary>One after the other.</summary>
    private static Dimension PlaceApart(List<ArenaBuffer> buffers, Dictionary<ArenaBuffer, Dimension> sizes)
    {
        long total = 0;
        foreach (var buffer in buffers)
        {
            buffer.Offset = total;
            total += sizes[buffer].Value!.Value;
        }

        return total;
    }

    /// <summary>The largest first, each at the lowest offset that is free during its life.</summary>
    private static Dimension PlaceConstant(List<ArenaBuffer> buffers, Dictionary<ArenaBuffer, Dimension> sizes, int steps)
    {
        var placed = new BufferLives(steps);
        long total = 0;
        foreach (var buffer in buffers.OrderByDescending(buffer => sizes[buffer].Value).ThenBy(buffer => buffer.FirstStep))
        {
            var size = sizes[buffer].Value!.Value;
            long offset = 0;
            foreach (var other in placed.Overlapping(buffer).OrderBy(other => other.Offset.Value))
            {
                if (other.Offset.Value >= offset + size)
                {
                    break;
                }

                offset = Math.Max(offset, other.Offset.Value!.Value + sizes[other].Value!.Value);
            }

            buffer.Offset = offset;
            placed.Add(buffer);
            total = Math.Max(total, offset + size);
        }

        return total;
    }

    /// <summary>Sizes are expressions: buffers that are never alive together share a slot as large as the largest of them.</summary>
    private static Dimension PlaceSymbolic(List<ArenaBuffer> buffers, IReadOnlyDictionary<string, Dimension> bounds)
    {
        var slots = new List<(List<ArenaBuffer> Members, Dimension Bytes)>();
        foreach (var buffer in buffers)
        {
            var bytes = buffer.Bytes.Substitute(bounds);
            var index = slots.FindIndex(slot => IsFree(slot.Members, buffer) && slot.Bytes.Equals(bytes));
            index = index >= 0 ? index : slots.FindIndex(slot => IsFree(slot.Members, buffer));
            if (index < 0)
            {
                slots.Add(([buffer], bytes));
                continue;
            }

            slots[index].Members.Add(buffer);
            slots[index] = (slots[index].Members, Dimension.Max(slots[index].Bytes, bytes));
        }

        var offset = Dimension.Zero;
        foreach (var (members, bytes) in slots)
        {
            members.ForEach(member => member.Offset = offset);
            offset += Padded(bytes);
        }

        return offset;
    }

    /// <summary>
    /// Whether no member of a slot is alive when a buffer begins: buffers come in the order in which they begin, so the last member is the one to ask.
    /// </summary>
    private static bool IsFree(List<ArenaBuffer> members, ArenaBuffer buffer)
    {
        return members[^1].LastStep < buffer.FirstStep;
    }
}
