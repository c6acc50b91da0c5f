using QuantGen.TestSupport;
using Xunit;

namespace QuantGen.EndToEnd.Tests.InstructionSets;

/// <summary>Calibration, float and int8 give the same bits whatever the processor offers.</summary>
public class ModelInstructionSetTests
{
    private static readonly Lazy<string> Here = new(ModelDigests.OfAll);

    [SkippableTheory]
    [InlineData("AVX-512")]
    [InlineData("AVX-VNNI")]
    public async Task EveryModelGivesTheSameBitsWithout(string set)
    {
        await AssertSame(set, ModelDigests.OfAll);
    }

    [SkippableFact]
    public async Task MostModelsGiveTheSameBitsWithoutAvx2()
    {
        await AssertSame("AVX2", ModelDigests.OfMost);
    }

    [SkippableFact]
    public async Task SmallModelsGiveTheSameBitsWithoutAnyInstructionSet()
    {
        await AssertSame("any", ModelDigests.OfSmall);
    }

    private static async Task AssertSame(string without, Func<string> job)
    {
        // Meanwhile: the child has a core of its own.
        var here = Task.Run(() => Here.Value);
        var there = InstructionSetChild.Run(InstructionSet.Find(without), job).Split(' ');
        Assert.Equal(there, (await here).Split(' ').Where(digest => there.Any(other => ModelDigests.IsOfSameModel(digest, other))));
    }
}
