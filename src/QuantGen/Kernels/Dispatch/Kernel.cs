namespace QuantGen.Kernels;

/// <summary>One implementation of an operation, as dispatch, tests and benchmarks see it.</summary>
internal interface IKernel
{
    /// <summary><c>operation_types_tile_instructionset</c>, unique over all families.</summary>
    string Name { get; }

    /// <summary>Whether this process may run it.</summary>
    bool IsSupported { get; }

    /// <summary>Why it stands where it stands in its family's order of preference.</summary>
    string Reason { get; }
}

/// <summary>One implementation of an operation whose arguments are <typeparamref name="TArguments"/>.</summary>
/// <typeparam name="TArguments">The operation's checked arguments, as pointers.</typeparam>
internal sealed unsafe class Kernel<TArguments>(
    string name, bool isSupported, string reason, delegate*<in TArguments, void> run) : IKernel
    where TArguments : unmanaged
{
    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public bool IsSupported { get; } = isSupported;

    /// <inheritdoc/>
    public string Reason { get; } = reason;

    /// <summary>The implementation. A function pointer: a call through a static readonly one costs as much as a direct call.</summary>
    internal delegate*<in TArguments, void> Run { get; } = run;
}
