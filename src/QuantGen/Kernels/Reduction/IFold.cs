using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>How a reduction starts, takes in its elements, joins partial results and finishes.</summary>
internal interface IFold
{
    /// <summary>The value of a reduction over nothing.</summary>
    static abstract Vector512<float> Start { get; }

    /// <summary>Takes in an element.</summary>
    static abstract Vector512<float> Fold(Vector512<float> folded, Vector512<float> element);

    /// <summary>Joins the partial results of lanes, pair by pair.</summary>
    static abstract Vector512<float> Join(Vector512<float> left, Vector512<float> right);

    /// <summary>The result over a number of elements.</summary>
    static abstract Vector512<float> Finish(Vector512<float> folded, int count);
}
