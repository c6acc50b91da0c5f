using System.Security.Cryptography;
using QuantGen.Kernels;
using Xunit;

namespace QuantGen.Tests.Kernels;

/// <summary>One input of a family of kernels: what it is, and the valid bytes of a kernel's output, computed in guarded memory.</summary>
internal readonly record struct KernelCase<TArguments>(string Name, Func<Kernel<TArguments>, byte[]> Run)
    where TArguments : unmanaged;

/// <summary>The comparison of one family's kernels with its definition, the last kernel of its list.</summary>
internal interface IKernelComparison
{
    /// <summary>The family's kernels but the definition.</summary>
    IReadOnlyList<Kernel> Kernels { get; }

    /// <summary>The definition.</summary>
    Kernel Definition { get; }

    /// <summary>Fails where a kernel's output differs from the definition's.</summary>
    void Compare(string kernelName);

    /// <summary>Hashes the outputs of the kernel that dispatch chooses.</summary>
    void AppendTo(IncrementalHash hash);
}

/// <inheritdoc/>
internal sealed class KernelComparison<TArguments>(Kernel<TArguments>[] family, IEnumerable<KernelCase<TArguments>> cases) : IKernelComparison
    where TArguments : unmanaged
{
    private readonly Lazy<(KernelCase<TArguments> Case, byte[] Expected)[]> _cases =
        new(() => [.. cases.Select(c => (c, c.Run(family[^1])))]);

    /// <inheritdoc/>
    public IReadOnlyList<Kernel> Kernels => family[..^1];

    /// <inheritdoc/>
    public Kernel Definition => family[^1];

    /// <inheritdoc/>
    public void Compare(string kernelName)
    {
        var kernel = family.Single(kernel => kernel.Name == kernelName);
        foreach (var (c, expected) in _cases.Value)
        {
            var actual = c.Run(kernel);
            var equal = expected.AsSpan().CommonPrefixLength(actual);
            Assert.True(
                equal == expected.Length && actual.Length == expected.Length,
                $"{kernelName} on {c.Name}: differs from byte {equal} of {expected.Length} on");
        }
    }

    /// <inheritdoc/>
    public void AppendTo(IncrementalHash hash)
    {
        var selected = KernelSelection.Select(family);
        foreach (var (c, expected) in _cases.Value)
        {
            hash.AppendData(selected == family[^1] ? expected : c.Run(selected));
        }
    }
}
