namespace QuantGen.Kernels;

/// <summary>One implementation of an operation, as dispatch, tests and benchmarks see it.</summary>
/// <param name="name"><c>operation_types_tile_instructionset</c>, unique over all families.</param>
/// <param name="isSupported">Whether this process may run it.</param>
/// <param name="reason">Why it stands where it stands in its family's order of preference.</param>
internal abstract class Kernel(string name, bool isSupported, string reason)
{
    /// <summary><c>operation_types_tile_instructionset</c>, unique over all families.</summary>
    internal string Name { get; } = name;

    /// <summary>Whether this process may run it.</summary>
    internal bool IsSupported { get; } = isSupported;

    /// <summary>Why it stands where it stands in its family's order of preference.</summary>
    internal string Reason { get; } = reason;
}

/// <summary>One implementation of an operation whose arguments are <typeparamref name="TArguments"/>.</summary>
/// <typeparam name="TArguments">The operation's checked arguments, as pointers.</typeparam>
/// <param name="name"><c>operation_types_tile_instructionset</c>, unique over all families.</param>
/// <param name="isSupported">Whether this process may run it.</param>
/// <param name="reason">Why it stands where it stands in its family's order of preference.</param>
/// <param name="run">The implementation.</param>
internal sealed unsafe class Kernel<TArguments>(
    string name, bool isSupported, string reason, delegate*<in TArguments, void> run) : Kernel(name, isSupported, reason)
    where TArguments : unmanaged
{
    /// <summary>The implementation. A function pointer: a call through a static readonly one costs as much as a direct call.</summary>
    internal delegate*<in TArguments, void> Run { get; } = run;
}
