namespace QuantGen.Build.Tests.Packages;

/// <summary>
/// A solution of a library with two models, a program and tests that use it, built once, in one command. It lies where a careless build fails: at a
/// path of 200 characters with spaces, <c>#</c>, <c>'</c>, <c>$</c> and letters outside of ASCII, of a user whose culture has a dotless i.
/// </summary>
public sealed class UserSolution
{
    /// <summary>In a project file beside the library's folder.</summary>
    public const string ModelsReference = """<ItemGroup><ProjectReference Include="../Models/Models.csproj" /></ItemGroup>""";

    private const int PathLength = 200;

    private const string Models =
        """
        using QuantGen;

        namespace Models;

        [Quantize(QuantizationMode.Static, Model = "digits_mlp.onnx", Calibration = "digits.csv")]
        public sealed partial class DigitClassifier;

        [Quantize(QuantizationMode.Dynamic, Model = "cnn/digits.onnx")]
        public sealed partial class DigitReader;
        """;

    private const string Program =
        """
        using Models;

        var image = Enumerable.Range(0, 64).Select(i => i % 17 / 16f).ToArray();
        var scores = new float[10];
        using var classifier = new DigitClassifier();
        classifier.Run(image, scores);
        Console.WriteLine(string.Join(' ', scores.Select(BitConverter.SingleToUInt32Bits)));
        using var reader = new DigitReader();
        reader.Run(image, scores);
        Console.WriteLine(string.Join(' ', scores.Select(BitConverter.SingleToUInt32Bits)));
        """;

    private const string Tests =
        """
        using Models;
        using Xunit;

        public sealed class ReaderTests
        {
            [Fact]
            public void Blank_image_has_scores()
            {
                using var reader = new DigitReader();
                var scores = new float[DigitReader.ScoresLength];
                reader.Run(new float[DigitReader.ImageLength], scores);
                Assert.True(scores.Distinct().Count() > 1);
            }
        }
        """;

    public UserSolution(PackageFeed feed)
    {
        var name = "Jürgen's C# projects, $5 & more/";
        name += string.Concat(Enumerable.Repeat("målværk №1/", PathLength)).Substring(0, PathLength - feed.ProjectFolder(name).Length - 1) + "x";
        Folder = new UserFolder(feed, name) { Culture = "tr-TR" };
        Folder.Copy(TestProject.Model, "Models/digits_mlp.onnx");
        Folder.Copy(TestProject.Data, "Models/digits.csv");
        Folder.Copy("digits_cnn.onnx", "Models/cnn/digits.onnx");
        Folder.Write("Models/Models.cs", Models);
        const string Analyzed = "<PropertyGroup><IsAotCompatible>true</IsAotCompatible></PropertyGroup>";
        Folder.WriteProject("Models/Models.csproj", "Library", Analyzed + UserFolder.PackageReference);
        Folder.Write("App/Program.cs", Program);
        Folder.WriteProject("App/App.csproj", "Exe", ModelsReference);
        Folder.Write("Tests/ReaderTests.cs", Tests);
        Folder.WriteProject("Tests/Tests.csproj", "Library", ModelsReference + TestPackages);
        Folder.Write(
            "Digits.slnx",
            """
            <Solution>
              <Project Path="App/App.csproj" /><Project Path="Models/Models.csproj" /><Project Path="Tests/Tests.csproj" />
            </Solution>
            """);
        Log = Folder.Build("build", "-m:2");
    }

    internal UserFolder Folder { get; }

    /// <summary>What the build printed.</summary>
    internal string Log { get; }

    private static string TestPackages =>
        """
        <PropertyGroup><IsTestProject>true</IsTestProject></PropertyGroup>
        <ItemGroup>
          <PackageReference Include="Microsoft.NET.Test.Sdk" Version="17.14.1" />
          <PackageReference Include="xunit" Version="2.9.3" />
          <PackageReference Include="xunit.runner.visualstudio" Version="3.1.5" />
        </ItemGroup>
        """;
}
