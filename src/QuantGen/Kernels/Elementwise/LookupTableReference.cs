namespace QuantGen.Kernels;

/// <summary>The definition of a table look-up.</summary>
internal static unsafe class LookupTableReference
{
    /// <summary>One byte at a time.</summary>
    internal static void Run(in LookupTableArguments arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments.Output[i] = arguments.Table[arguments.Input[i]];
        }
    }
}
