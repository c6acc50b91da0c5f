namespace QuantGen.Build.Tests.Packages;

/// <summary>The tests that share the packed packages.</summary>
[CollectionDefinition(Name)]
public sealed class PackageTests : ICollectionFixture<PackageFeed>
{
    public const string Name = "Packages";
}
