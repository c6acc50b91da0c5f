using System.Globalization;
using QuantGen.TestSupport;
using Xunit;

namespace QuantGen.EndToEnd.Tests.InstructionSets;

/// <summary>The same model and data give the same plan, weights and outputs whenever and wherever they are compiled.</summary>
public class ReproducibleCompilationTests
{
    private static readonly Lazy<string> Once = new(ModelDigests.OfSmall);

    [SkippableFact]
    public void Twice_in_one_process()
    {
        Assert.Equal(Once.Value, ModelDigests.OfSmall());
    }

    /// <summary>Hash codes of strings, and with them the order of careless enumerations, differ from process to process.</summary>
    [SkippableFact]
    public void In_two_processes()
    {
        Assert.Equal(Once.Value, InstructionSetChild.Run(without: null, ModelDigests.OfSmall));
    }

    /// <summary>A minus sign that is no hyphen and a decimal comma; an i without a dot.</summary>
    [SkippableTheory]
    [InlineData("fi-FI")]
    [InlineData("tr-TR")]
    public void In_another_culture(string culture)
    {
        var current = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Assert.Equal(Once.Value, ModelDigests.OfSmall());
        }
        finally
        {
            CultureInfo.CurrentCulture = current;
        }
    }
}
