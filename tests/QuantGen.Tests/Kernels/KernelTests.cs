using QuantGen.Kernels;
using Xunit;

namespace QuantGen.Tests.Kernels;

public class KernelTests
{
    public static TheoryData<string> Names => [.. KernelComparisons.All.SelectMany(comparison => comparison.Kernels).Select(kernel => kernel.Name)];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void A_kernel_agrees_with_the_definition(string name)
    {
        var comparison = KernelComparisons.All.Single(comparison => comparison.Kernels.Any(kernel => kernel.Name == name));
        Skip.IfNot(comparison.Kernels.Single(kernel => kernel.Name == name).IsSupported, $"this processor cannot run {name}");
        comparison.Compare(name);
    }

    [Fact]
    public void Names_are_unique_and_every_family_ends_in_one_that_runs_everywhere()
    {
        Assert.Equal(KernelFamilies.All.Count(), KernelFamilies.All.Select(kernel => kernel.Name).Distinct().Count());
        Assert.All(KernelComparisons.All, comparison => Assert.True(comparison.Definition.IsSupported));
        Assert.All(KernelComparisons.All, comparison => Assert.EndsWith("_scalar", comparison.Definition.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_kernel_is_compared()
    {
        Assert.Equal(
            KernelFamilies.All.Select(kernel => kernel.Name),
            KernelComparisons.All.SelectMany(comparison => comparison.Kernels.Append(comparison.Definition)).Select(kernel => kernel.Name));
    }

    [Fact]
    public void The_environment_forces_a_kernel_by_name()
    {
        var family = QuantizedConvolutionKernels.All;
        Assert.Same(family[^1], KernelSelection.Select(family, $"lookup_u8_1_scalar, {family[^1].Name}"));
        Assert.Same(family.First(kernel => kernel.IsSupported), KernelSelection.Select(family, "lookup_u8_1_scalar"));
        Assert.Same(family.First(kernel => kernel.IsSupported), KernelSelection.Select(family, null));
    }

    [Fact]
    public void A_name_that_no_kernel_has_is_an_error_that_lists_them()
    {
        var error = Assert.Throws<InvalidOperationException>(() => KernelSelection.Select(QuantizedConvolutionKernels.All, "convolution_fast"));
        Assert.Contains("convolution_fast", error.Message, StringComparison.Ordinal);
        Assert.All(KernelFamilies.All, kernel => Assert.Contains(kernel.Name, error.Message, StringComparison.Ordinal));
    }
}
