using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace QuantGen.Build.Tests.Packages;

/// <summary>What the packages hold.</summary>
[Collection(PackageTests.Name)]
public sealed class PackageContentTests(PackageFeed feed)
{
    private const int RuntimeSizeLimit = 400 * 1024;

    [Fact]
    public void Package_holds_runtime_generator_targets_and_tool()
    {
        using var package = ZipFile.OpenRead(feed.PackageFile("QuantGen"));

        string[] expected =
        [
            "QuantGen.nuspec",
            "README.md",
            "THIRD-PARTY-NOTICES.txt",
            "analyzers/dotnet/cs/QuantGen.CodeFixes.dll",
            "analyzers/dotnet/cs/QuantGen.Generators.dll",
            "build/QuantGen.props",
            "build/QuantGen.targets",
            "buildTransitive/QuantGen.targets",
            "icon.png",
            "lib/net10.0/QuantGen.dll",
            "lib/net10.0/QuantGen.xml",
        ];
        string[] ofTheFormat = ["_rels/", "package/", "[Content_Types].xml", "tools/net10.0/any/"];
        var files = package.Entries.Select(entry => entry.FullName)
            .Where(name => !ofTheFormat.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
        Assert.Equal(expected, files.Order(StringComparer.Ordinal));
        Assert.NotNull(package.GetEntry("tools/net10.0/any/QuantGen.Tool.runtimeconfig.json"));
        Assert.Contains("M:QuantGen.QuantizeAttribute.#ctor", Text(package, "lib/net10.0/QuantGen.xml"), StringComparison.Ordinal);
    }

    [Fact]
    public void Program_depends_on_nothing_but_System()
    {
        using var package = ZipFile.OpenRead(feed.PackageFile("QuantGen"));

        var dependencies = Metadata(package, "QuantGen").Descendants().Where(element => element.Name.LocalName == "dependency");
        Assert.Equal(["System.Numerics.Tensors"], dependencies.Select(dependency => dependency.Attribute("id")!.Value));

        using var assembly = new PEReader(Copy(package, "lib/net10.0/QuantGen.dll"));
        var metadata = assembly.GetMetadataReader();
        var references = metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name));
        Assert.All(references, reference => Assert.StartsWith("System.", reference, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("QuantGen")]
    [InlineData("QuantGen.Tool")]
    public void Package_says_what_it_is(string id)
    {
        using var package = ZipFile.OpenRead(feed.PackageFile(id));

        var metadata = Metadata(package, id);

        string Value(string name)
        {
            return metadata.Elements().Single(element => element.Name.LocalName == name).Value;
        }

        Assert.Equal("MIT", Value("license"));
        Assert.Equal("QuantGen contributors", Value("authors"));
        Assert.NotNull(package.GetEntry(Value("readme")));
        Assert.NotNull(package.GetEntry(Value("icon")));
        Assert.NotEmpty(Value("description"));
    }

    [Theory]
    [InlineData("QuantGen")]
    [InlineData("QuantGen.Tool")]
    public void Licence_of_every_library_of_others_is_there(string id)
    {
        using var package = ZipFile.OpenRead(feed.PackageFile(id));
        var notices = Text(package, "THIRD-PARTY-NOTICES.txt").Split('\n');

        var libraries = package.Entries.Select(entry => entry.Name)
            .Where(name => name.EndsWith(".dll", StringComparison.Ordinal) && !name.StartsWith("QuantGen.", StringComparison.Ordinal))
            .Select(name => Path.GetFileNameWithoutExtension(name));

        Assert.All(libraries, library => Assert.Contains(notices, line => line.StartsWith($"  {library} ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Runtime_is_small()
    {
        // The Debug build is larger; what is published is Release.
        using var package = ZipFile.OpenRead(feed.PackageFile("QuantGen"));
        var limit = BuildOutput.Configuration == "Release" ? RuntimeSizeLimit : 2 * RuntimeSizeLimit;

        Assert.InRange(package.GetEntry("lib/net10.0/QuantGen.dll")!.Length, 1, limit);
    }

    [Fact]
    public void Symbols_are_those_of_the_runtime()
    {
        using var package = ZipFile.OpenRead(feed.PackageFile("QuantGen"));
        using var symbolPackage = ZipFile.OpenRead(feed.PackageFile("QuantGen", "snupkg"));
        using var assembly = new PEReader(Copy(package, "lib/net10.0/QuantGen.dll"));
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(Copy(symbolPackage, "lib/net10.0/QuantGen.pdb"));

        var expected = assembly.ReadCodeViewDebugDirectoryData(
            assembly.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.CodeView));

        Assert.Equal(expected.Guid, new BlobContentId(symbols.GetMetadataReader().DebugMetadataHeader!.Id).Guid);
    }

    [Fact]
    public void Command_is_installed_and_reads_a_model()
    {
        var folder = new UserFolder(feed, "command");
        folder.Copy(TestProject.Model, "digits.onnx");

        folder.Run("dotnet", "tool", "install", "QuantGen.Tool", "--tool-path", "tools", "--version", PackageFeed.Version);

        Assert.Contains("Gemm", folder.Run(folder["tools/quantgen"], "inspect", "digits.onnx"), StringComparison.Ordinal);
    }

    private static XElement Metadata(ZipArchive package, string id)
    {
        return XElement.Parse(Text(package, id + ".nuspec")).Elements().Single();
    }

    private static string Text(ZipArchive package, string file)
    {
        using var reader = new StreamReader(package.GetEntry(file)!.Open());
        return reader.ReadToEnd();
    }

    /// <summary>A file's content as a stream that can be read in any order.</summary>
    private static MemoryStream Copy(ZipArchive package, string file)
    {
        using var content = package.GetEntry(file)!.Open();
        var copy = new MemoryStream();
        content.CopyTo(copy);
        copy.Position = 0;
        return copy;
    }
}
