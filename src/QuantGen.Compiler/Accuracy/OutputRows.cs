namespace QuantGen.Compiler.Accuracy;

/// <summary>How an output's shape is read as rows, each a distribution or the scores of some classes.</summary>
internal static class OutputRows
{
    /// <summary>
    /// Elements of a row: the last dimension, trailing ones such as those of <c>[batch, classes, 1, 1]</c> aside; 0 when there is none but the batch.
    /// </summary>
    public static int Length(IReadOnlyList<int> shape)
    {
        var axis = shape.Count - 1;
        while (axis > 0 && shape[axis] == 1)
        {
            axis--;
        }

        var isBatch = axis == 0 && shape.Count > 1;
        return axis < 0 || isBatch || shape[axis] == 1 ? 0 : shape[axis];
    }

    /// <summary>Whether each sample of the batch has one row: the output's largest element then is a class.</summary>
    public static bool AreClasses(IReadOnlyList<int> shape)
    {
        var elements = shape.Skip(shape.Count == 1 ? 0 : 1).Aggregate(1, (product, dimension) => product * dimension);
        return Length(shape) > 1 && Length(shape) == elements;
    }
}
