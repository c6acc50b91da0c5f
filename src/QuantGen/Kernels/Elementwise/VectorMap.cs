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
internal static unsafe class VectorMap
{
    /// <summary>What an element costs, in the bytes or multiply-adds that <see cref="ParallelLoop"/> counts.</summary>
    private const int WorkPerElement = 16;

    /// <summary>Writes <c>function(input[i])</c>. Input and output may be the same memory.</summary>
    /// <exception cref="ArgumentException">The output is shorter than the input.</exception>
    internal static void Run<TFunction>(ReadOnlySpan<float> input, Span<float> output, TFunction function)
        where TFunction : unmanaged, IVectorFunction
    {
        KernelChecks.AtLeast(output, input.Length);
        fixed (float* inputs = input, outputs = output)
        {
            var parts = ParallelLoop.Parts((long)input.Length * WorkPerElement, input.Length / Vector512<float>.Count);
            var job = new Job<TFunction> { Input = inputs, Output = outputs, Count = input.Length, Parts = parts, Function = function };
            ParallelLoop.Run(parts, &RunPart<TFunction>, &job);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunPart<TFunction>(void* context, int item)
        where TFunction : unmanaged, IVectorFunction
    {
        ref readonly var job = ref *(Job<TFunction>*)context;
        var function = job.Function;
        var (first, end) = ParallelLoop.Part(job.Count, Vector512<float>.Count, job.Parts, item);
        var whole = end - (end % Vector512<float>.Count);
        var input = job.Input;
        var output = job.Output;
        for (var index = first; index < whole; index += Vector512<float>.Count)
        {
            function.Apply(Vector512.Load(input + index)).Store(output + index);
        }

        if (whole < end)
        {
            var width = (int)(end - whole);
            PartialVector.Store(job.Function.Apply(PartialVector.Load(input + whole, width)), output + whole, width);
        }
    }

    private struct Job<TFunction>
        where TFunction : unmanaged
    {
        internal float* Input;
        internal float* Output;
        internal long Count;
        internal int Parts;
        internal TFunction Function;
    }
}
