using System.Numerics;

namespace QuantGen.Kernels;

public static partial class Indexing
{
    /// <summary>For each tuple of indices, the block of the input that it points at.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="input"><c>[batch, shape..., block]</c>.</param>
    /// <param name="indices"><c>[batch, tuples, length of shape]</c>.</param>
    /// <param name="output"><c>[batch, tuples, block]</c>.</param>
    /// <param name="shape">The indexed axes.</param>
    /// <param name="batch">Product of the axes that indices and input share.</param>
    /// <param name="tuples">Tuples for each of the batch.</param>
    /// <param name="block">Elements of a block.</param>
    public static void GatherBlocks<T>(
        ReadOnlySpan<T> input, ReadOnlySpan<long> indices, Span<T> output, ReadOnlySpan<int> shape, int batch, int tuples, int block)
        where T : unmanaged
    {
        var blocks = (int)ShapeChecks.Elements(shape);
        KernelChecks.AtLeast(input, ShapeChecks.Elements([batch, blocks, block]));
        KernelChecks.AtLeast<T>(output, ShapeChecks.Elements([batch, tuples, block]));
        CheckTuples(indices, shape, (long)batch * tuples);
        for (var i = 0; i < batch * tuples; i++)
        {
            var source = (i / tuples * blocks) + BlockIndex(indices.Slice(i * shape.Length, shape.Length), shape);
            input.Slice(source * block, block).CopyTo(output[(i * block)..]);
        }
    }

    /// <summary>A copy of the input, with each block of updates where its tuple of indices points, in their order.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="input"><c>[shape..., block]</c>.</param>
    /// <param name="indices"><c>[tuples, length of shape]</c>.</param>
    /// <param name="updates"><c>[tuples, block]</c>.</param>
    /// <param name="output">The input's shape.</param>
    /// <param name="shape">The indexed axes.</param>
    /// <param name="tuples">Tuples of indices.</param>
    /// <param name="block">Elements of a block.</param>
    /// <param name="reduction">What happens to the elements that are there.</param>
    public static void ScatterBlocks<T>(
        ReadOnlySpan<T> input,
        ReadOnlySpan<long> indices,
        ReadOnlySpan<T> updates,
        Span<T> output,
        ReadOnlySpan<int> shape,
        int tuples,
        int block,
        ScatterReduction reduction)
        where T : unmanaged, INumber<T>
    {
        var elements = (int)ShapeChecks.Elements(shape) * block;
        KernelChecks.AtLeast(input, elements);
        KernelChecks.AtLeast<T>(output, elements);
        KernelChecks.AtLeast(updates, ShapeChecks.Elements([tuples, block]));
        CheckTuples(indices, shape, tuples);
        input[..elements].CopyTo(output);
        for (var i = 0; i < tuples; i++)
        {
            var target = output.Slice(BlockIndex(indices.Slice(i * shape.Length, shape.Length), shape) * block, block);
            for (var j = 0; j < block; j++)
            {
                target[j] = Reduce(target[j], updates[(i * block) + j], reduction);
            }
        }
    }

    private static void CheckTuples(ReadOnlySpan<long> indices, ReadOnlySpan<int> shape, long tuples)
    {
        KernelChecks.AtLeast(indices, tuples * shape.Length);
        for (var i = 0; i < tuples * shape.Length; i++)
        {
            CheckIndex(indices[i], shape[i % shape.Length]);
        }
    }

    private static int BlockIndex(ReadOnlySpan<long> tuple, ReadOnlySpan<int> shape)
    {
        var result = 0;
        for (var i = 0; i < shape.Length; i++)
        {
            result = (result * shape[i]) + (int)(tuple[i] < 0 ? tuple[i] + shape[i] : tuple[i]);
        }

        return result;
    }
}
