using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Table look-up on 64 bytes at a time: the table is four registers, <c>vpermi2b</c> reads two of them at once.</summary>
internal static unsafe class LookupTableAvx512
{
    /// <summary>Looks up every byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run(in LookupTableArguments arguments)
    {
        var i = 0;
        for (; i <= arguments.Length - Vector512<byte>.Count; i += Vector512<byte>.Count)
        {
            VectorTable.Permute(Vector512.Load(arguments.Input + i), arguments.Table).Store(arguments.Output + i);
        }

        for (; i < arguments.Length; i++)
        {
            arguments.Output[i] = arguments.Table[arguments.Input[i]];
        }
    }
}
