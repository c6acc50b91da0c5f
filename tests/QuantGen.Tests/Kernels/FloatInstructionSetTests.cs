using QuantGen.TestSupport;
using Xunit;

namespace QuantGen.Tests.Kernels;

public sealed class FloatInstructionSetTests
{
    private static readonly Lazy<string> Here = new(FloatKernelDigests.All);

    public static TheoryData<string> Names()
    {
        return [.. InstructionSet.All.Select(set => set.Name)];
    }

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void Without_an_instruction_set_the_float_kernels_give_the_same_bits(string without)
    {
        Assert.Equal(Here.Value, InstructionSetChild.Run(InstructionSet.Find(without), FloatKernelDigests.All));
    }
}
