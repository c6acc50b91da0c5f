namespace QuantGen.Kernels;

/// <summary>Chooses one kernel of each family, once per process.</summary>
internal static class KernelSelection
{
    /// <summary>The environment variable that forces kernels: their names, separated by commas.</summary>
    internal const string EnvironmentVariable = "QUANTGEN_KERNEL";

    /// <summary>The kernel that the environment names, otherwise the first supported one.</summary>
    /// <param name="family">The family's kernels in order of preference; the last one runs everywhere.</param>
    /// <exception cref="InvalidOperationException">The environment names a kernel that no family has, or that this machine cannot run.</exception>
    internal static Kernel<TArguments> Select<TArguments>(Kernel<TArguments>[] family)
        where TArguments : unmanaged
    {
        return (Kernel<TArguments>)Choose(family, Environment.GetEnvironmentVariable(EnvironmentVariable));
    }

    /// <summary>As <see cref="Select{TArguments}(Kernel{TArguments}[])"/>, with the names given.</summary>
    internal static Kernel<TArguments> Select<TArguments>(Kernel<TArguments>[] family, string? names)
        where TArguments : unmanaged
    {
        return (Kernel<TArguments>)Choose(family, names);
    }

    // Not generic: a process that has just started compiles it once and not for each family.
    private static Kernel Choose(Kernel[] family, string? names)
    {
        if (names is not null && Forced(family, names) is { } forced)
        {
            return forced;
        }

        var choice = 0;
        while (!family[choice].IsSupported)
        {
            choice++;
        }

        return family[choice];
    }

    private static Kernel? Forced(Kernel[] family, string names)
    {
        const StringSplitOptions Clean = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        foreach (var name in names.Split(',', Clean))
        {
            CheckRunnable(name);
            if (Array.Find(family, kernel => kernel.Name == name) is { } forced)
            {
                return forced;
            }
        }

        return null;
    }

    private static void CheckRunnable(string name)
    {
        var kernel = KernelFamilies.All.FirstOrDefault(kernel => kernel.Name == name) ?? throw new InvalidOperationException(
            $"{EnvironmentVariable} names '{name}', which is no kernel. Kernels: {string.Join(", ", KernelFamilies.All.Select(k => k.Name))}.");
        if (!kernel.IsSupported)
        {
            throw new InvalidOperationException($"{EnvironmentVariable} names '{name}', which this processor or this .NET configuration cannot run.");
        }
    }
}
