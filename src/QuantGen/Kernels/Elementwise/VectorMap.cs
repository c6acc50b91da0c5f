using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>A float function of sixteen independent lanes.</summary>
internal interface IVectorFunction
{
    /// <summary>Applies the function to each lane.</summary>
    Vector512<float> Apply(Vector512<float> x);
}

/// <summary>Applies a function to every element, the last few by way of a partly filled vector, so that each takes the same path.</summary>
internal static class VectorMap
{
    /// <summary>Writes <c>function(input[i])</c>. Input and output may be the same memory.</summary>
    /// <exception cref="ArgumentException">The output is shorter than the input.</exception>
    [SkipLocalsInit]
    internal static void Run<TFunction>(ReadOnlySpan<float> input, Span<float> output, TFunction function)
        where TFunction : struct, IVectorFunction
    {
        KernelChecks.AtLeast(output, input.Length);
        while (input.Length >= Vector512<float>.Count)
        {
            function.Apply(Vector512.Create(input)).CopyTo(output);
            input = input[Vector512<float>.Count..];
            output = output[Vector512<float>.Count..];
        }

        if (!input.IsEmpty)
        {
            Span<float> lanes = stackalloc float[Vector512<float>.Count];
            lanes.Clear();
            input.CopyTo(lanes);
            function.Apply(Vector512.Create<float>(lanes)).CopyTo(lanes);
            lanes[..input.Length].CopyTo(output);
        }
    }
}
