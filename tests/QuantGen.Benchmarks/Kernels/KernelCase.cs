using QuantGen.Kernels;

namespace QuantGen.Benchmarks.Kernels;

/// <summary>What a kernel's speed is counted in.</summary>
internal enum WorkUnit
{
    /// <summary>Billions of multiply-adds a second.</summary>
    MultiplyAdds,

    /// <summary>Billions of bytes a second, read and written.</summary>
    Bytes,
}

/// <summary>An input of a family of kernels.</summary>
/// <param name="name">Operation and shape.</param>
/// <param name="unit">What its work is counted in.</param>
/// <param name="work">How much of that a run does.</param>
internal abstract class KernelCase(string name, WorkUnit unit, double work) : IDisposable
{
    public string Name { get; } = name;

    public WorkUnit Unit { get; } = unit;

    public double Work { get; } = work;

    /// <summary>A run by each kernel of the family that this process may use; only by the definition when there is no other.</summary>
    public abstract IEnumerable<(string Kernel, Action Run)> Runs { get; }

    /// <summary>A run of the same by ONNX Runtime, where there is one.</summary>
    public virtual Action? OnnxRuntime()
    {
        return null;
    }

    public abstract void Dispose();

    /// <summary>Runs by the kernels of a family.</summary>
    /// <param name="family">In order of preference, the definition last.</param>
    /// <param name="arguments">Stay where they are.</param>
    protected static unsafe IEnumerable<(string Kernel, Action Run)> Each<TArguments>(Kernel<TArguments>[] family, TArguments arguments)
        where TArguments : unmanaged
    {
        return family.Where(kernel => kernel.IsSupported && (kernel != family[^1] || family.Count(other => other.IsSupported) == 1))
            .Select(kernel => (kernel.Name, (Action)(() => kernel.Run(arguments))));
    }
}
