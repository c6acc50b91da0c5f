using QuantGen.Assembler;
using QuantGen.Kernels;
using QuantGen.TestSupport;
using Xunit;

namespace QuantGen.Tests.MachineCode;

public class DotProductListingTests
{
    private const string UpdateVariable = "QUANTGEN_UPDATE_DOCS";

    private static readonly string Listing = Path.Combine(
        SharedData.Repository, "src", "QuantGen", "Kernels", "MachineCode", "DotProductCode.g.cs");

    [Fact]
    public void The_code_is_what_the_assembler_writes()
    {
        var expected = DotProductListing.Write();
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(Listing, expected);
        }

        Assert.Equal(expected, File.ReadAllText(Listing));
    }

    [Fact]
    public void The_runtime_has_the_tiles_that_the_assembler_makes()
    {
        for (var rows = 1; rows <= DotProductCode.MostRows; rows++)
        {
            for (var panels = 1; panels <= DotProductCode.MostPanels; panels++)
            {
                Assert.Equal(DotProductAssembler.Tiles.Contains((rows, panels)), DotProductCode.HasTile(rows, panels));
            }
        }

        Assert.Equal(TileAssembler.MostRows, DotProductCode.MostRows);
    }
}
