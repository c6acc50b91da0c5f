namespace QuantGen.Build.Tests;

/// <summary>A small program in a folder of its own, with the package's props and targets and this repository's binaries.</summary>
internal sealed class TestProject : IDisposable
{
    public const string Model = "digits_mlp.onnx";
    public const string Data = "digits.csv";
    public const string ClassName = "Samples.DigitClassifier";

    /// <summary>Uses the generated members: it compiles only when the generator knew the model's inputs and outputs.</summary>
    public const string Program =
        """
        using var classifier = new Samples.DigitClassifier();
        var scores = new float[10];
        classifier.Run(new float[64], scores);
        System.Console.WriteLine(System.Linq.Enumerable.Distinct(scores).Count() + " scores");
        """;

    public const string Declaration =
        """
        using QuantGen;
        namespace Samples;

        [Quantize(QuantizationMode.Static, Model = "digits_mlp.onnx", Calibration = "digits.csv")]
        public sealed partial class DigitClassifier;
        """;

    public TestProject()
    {
        // Characters that a path may have, and that a careless command or property function would trip over.
        Folder = Directory.CreateTempSubdirectory("quantgen-build (Jürgen's) ").FullName;
        Write("App.csproj", ProjectFile("net10.0"));
        var package = BuildOutput.Repository + "build/QuantGen";
        Write("Directory.Build.props", $"""<Project><Import Project="{package}.props" /></Project>""");
        Write("Directory.Build.targets", $"""<Project><Import Project="{package}.targets" /></Project>""");
        Restore();
    }

    public string Folder { get; }

    /// <summary>The culture of the user who builds, such as <c>fi-FI</c>; by default the test's.</summary>
    public string? Culture { get; init; }

    /// <summary>Where plans and weights go.</summary>
    public string OutputFolder => Path.Combine(Folder, "obj", "Debug", "net10.0", "quantgen");

    public string this[string file] => Path.Combine(Folder, file);

    /// <summary>Writes the sources, model and data with which the project builds.</summary>
    public void Restore()
    {
        Write("Program.cs", Program);
        Write("DigitClassifier.cs", Declaration);
        foreach (var asset in new[] { Model, Data })
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Assets", asset), this[asset], overwrite: true);
        }
    }

    /// <summary>Writes a file unless it has this text.</summary>
    public void Write(string file, string text)
    {
        if (!File.Exists(this[file]) || File.ReadAllText(this[file]) != text)
        {
            File.WriteAllText(this[file], text);
        }
    }

    /// <summary>Runs <c>dotnet build</c>.</summary>
    public BuildResult Build(params string[] arguments)
    {
        return DotNet.Run(Folder, Culture, BuildArguments(arguments));
    }

    /// <summary>The command line of a build, after <c>dotnet</c>.</summary>
    public static string[] BuildArguments(params string[] arguments)
    {
        // Without servers that would outlive the test.
        string[] alone = ["-nodeReuse:false", "-p:UseSharedCompilation=false"];
        return ["build", "-nologo", "-v:minimal", "-tl:off", .. alone, .. arguments];
    }

    /// <summary>Runs <c>dotnet build</c> and requires that it succeeds without a warning.</summary>
    public BuildResult BuildCleanly(params string[] arguments)
    {
        var result = Build([.. arguments, "-warnaserror"]);
        Assert.True(result.Succeeded, result.Output);
        return result;
    }

    /// <summary>What the built program prints.</summary>
    /// <param name="program">Its file in the project's folder.</param>
    public string RunProgram(string program = "bin/Debug/net10.0/App.dll")
    {
        var result = DotNet.Run(Folder, Culture, [this[program]]);
        Assert.True(result.Succeeded, result.Output);
        return result.Output.Trim();
    }

    /// <summary>The names of the plans and weights that are there.</summary>
    public IEnumerable<string> Outputs()
    {
        return Directory.GetFiles(OutputFolder)
            .Select(file => Path.GetFileName(file)!)
            .Where(file => !file.StartsWith("quantgen.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
    }

    /// <summary>The content of an output.</summary>
    public byte[] Output(string extension)
    {
        return File.ReadAllBytes(Path.Combine(OutputFolder, ClassName + extension));
    }

    /// <summary>When a file of the output folder was last written.</summary>
    public DateTime Written(string file)
    {
        return File.GetLastWriteTimeUtc(Path.Combine(OutputFolder, file));
    }

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>The text of a project file.</summary>
    /// <param name="frameworks">The target frameworks, separated by semicolons.</param>
    /// <param name="content">More elements of the project.</param>
    public static string ProjectFile(string frameworks, string content = "")
    {
        var plural = frameworks.Contains(';', StringComparison.Ordinal) ? "s" : "";
        var tool = BuildOutput.Binaries("QuantGen.Tool");
        var generator = Path.Combine(BuildOutput.Binaries("QuantGen.Generators"), "QuantGen.Generators.dll");
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework{plural}>{frameworks}</TargetFramework{plural}>
                <OutputType>Exe</OutputType>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <NuGetAudit>false</NuGetAudit>
                <QuantGenToolPath>{tool}/QuantGen.Tool.dll</QuantGenToolPath>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="{tool}/QuantGen.dll;{tool}/System.Numerics.Tensors.dll" />
                <Analyzer Include="{generator}" />
              </ItemGroup>
              {content}
            </Project>
            """;
    }
}
