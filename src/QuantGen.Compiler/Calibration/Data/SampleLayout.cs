using System.Diagnostics.CodeAnalysis;

namespace QuantGen.Compiler.Calibration.Data;

/// <summary>How a stored array is cut into samples along its leading axis.</summary>
/// <param name="Count">Samples in the array.</param>
/// <param name="Shape">Of one sample, of the input's rank.</param>
/// <param name="Length">Elements of one sample.</param>
/// <param name="IsConstant">The array is a scalar for a scalar input: it belongs to every sample.</param>
internal sealed record SampleLayout(int Count, IReadOnlyList<int> Shape, int Length, bool IsConstant)
{
    private const int MaxLength = int.MaxValue / sizeof(double);

    /// <summary>
    /// An array of the input's own rank holds samples along the input's leading dimension; one of a rank more holds a whole input in
    /// each slice. False when it fits neither way; <paramref name="reason"/> then says why.
    /// </summary>
    public static bool TryCreate(
        CalibrationInput input,
        IReadOnlyList<int> array,
        [NotNullWhen(true)] out SampleLayout? layout,
        [NotNullWhen(false)] out string? reason)
    {
        layout = null;
        var rank = input.Shape.Count;
        reason = $"an array of shape [{string.Join(", ", array)}] does not hold samples of {input}{ChannelsLastHint(input, array)}";
        if (array.Count != rank && array.Count != rank + 1)
        {
            return false;
        }

        var isWhole = array.Count == rank + 1;
        var rows = isWhole || rank == 0 ? 1 : input.LeadingRows;
        IReadOnlyList<int> shape = isWhole ? [.. array.Skip(1)] : rank == 0 ? [] : [(int)Math.Min(rows, int.MaxValue), .. array.Skip(1)];
        if ((array.Count > 0 && (rows == 0 || array[0] % rows != 0)) || !Matches(input, shape))
        {
            return false;
        }

        var length = shape.Aggregate(1L, (product, dimension) => product * dimension);
        if (length > MaxLength)
        {
            reason = $"one sample would have {length} elements";
            return false;
        }

        var isConstant = array.Count == 0;
        layout = new SampleLayout(isConstant ? 1 : (int)(array[0] / rows), shape, (int)length, isConstant);
        reason = null;
        return true;
    }

    /// <summary>Pictures are stored as rows of pixels of channels, and models take a plane for each channel: the usual reason why a shape does not fit.</summary>
    private static string ChannelsLastHint(CalibrationInput input, IReadOnlyList<int> array)
    {
        const int PictureRank = 4;
        if (input.Shape.Count != PictureRank || array.Count != PictureRank)
        {
            return "";
        }

        IReadOnlyList<int> channelsFirst = [array[0], array[3], array[1], array[2]];
        return Matches(input, [(int)Math.Min(input.LeadingRows, int.MaxValue), .. channelsFirst.Skip(1)])
            ? $"; its channels seem to come last, transpose it to [{string.Join(", ", channelsFirst)}]"
            : "";
    }

    private static bool Matches(CalibrationInput input, IReadOnlyList<int> shape)
    {
        return shape.Zip(input.Shape).All(pair => pair.First > 0 && (pair.Second.Value ?? pair.First) == pair.First);
    }
}
