using QuantGen.TestSupport;
using Xunit;

namespace QuantGen.Tests.Kernels;

public class InstructionSetTests
{
    private static readonly Lazy<string> Here = new(KernelComparisons.Digest);

    public static TheoryData<string> Names => [.. InstructionSet.All.Select(set => set.Name)];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void Without_an_instruction_set_the_kernels_give_the_same_bits(string without)
    {
        Assert.Equal(Here.Value, InstructionSetChild.Run(InstructionSet.Find(without), KernelComparisons.Digest));
    }
}
