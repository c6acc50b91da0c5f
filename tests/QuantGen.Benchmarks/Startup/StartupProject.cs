using System.Diagnostics;
using QuantGen.Plan;
using QuantGen.TestSupport;

namespace QuantGen.Benchmarks.Startup;

/// <summary>
/// A program as a user writes it: it runs a model once, on zeros, and prints an output. With the argument <c>quantgen</c> or
/// <c>onnxruntime FILE</c>; with another, it prints a line and does nothing else.
/// </summary>
internal sealed class StartupProject
{
    // Its sources are named because the SDK looks for none under artifacts.
    private const string ProjectFile =
        """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <InvariantGlobalization>true</InvariantGlobalization>
            <UseQuantGen>true</UseQuantGen>
            <EnableDefaultCompileItems>false</EnableDefaultCompileItems>
            <RuntimeIdentifier>$(NETCoreSdkPortableRuntimeIdentifier)</RuntimeIdentifier>
            <SelfContained>false</SelfContained>
            <PublishReadyToRun>$(CompileAhead)</PublishReadyToRun>
          </PropertyGroup>
          <ItemGroup>
            <Compile Include="Program.cs" />
            <ProjectReference Include="$(MSBuildThisFileDirectory)REPOSITORY/src/QuantGen.OnnxRuntime/QuantGen.OnnxRuntime.csproj" />
          </ItemGroup>
        </Project>
        """;

    private readonly string _folder;

    /// <summary>Writes the program.</summary>
    /// <param name="folder">Its folder, in this repository.</param>
    /// <param name="declaration">The arguments of the attribute.</param>
    /// <param name="plan">Has the model's inputs and outputs.</param>
    public StartupProject(string folder, string declaration, PlanDocument plan)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        var repository = Path.GetRelativePath(folder, SharedData.Repository);
        File.WriteAllText(Path.Combine(folder, "Startup.csproj"), ProjectFile.Replace("REPOSITORY", repository));
        File.WriteAllText(Path.Combine(folder, "Program.cs"), Program(declaration, plan));
    }

    /// <summary>Builds the program.</summary>
    /// <param name="ahead">Whether machine code is made now (ReadyToRun), rather than while the program runs.</param>
    /// <returns>The program's path.</returns>
    /// <exception cref="InvalidOperationException">It does not build.</exception>
    public string Publish(bool ahead)
    {
        var output = Path.Combine(_folder, ahead ? "ahead" : "plain");
        string[] arguments = ["publish", "-c", "Release", "-v", "quiet", "-nologo", "-o", output, $"-p:CompileAhead={ahead}"];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = _folder, RedirectStandardOutput = true })!;
        var log = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? Path.Combine(output, OperatingSystem.IsWindows() ? "Startup.exe" : "Startup")
            : throw new InvalidOperationException($"dotnet publish ended with {process.ExitCode}:\n{log}");
    }

    private static string Program(string declaration, PlanDocument plan)
    {
        var symbols = plan.Symbols.ToDictionary(symbol => symbol.Name, _ => 1L);
        var shape = string.Join(", ", plan.Inputs.Single().Shape.Select(dimension => dimension.Evaluate(symbols)));
        var outputs = string.Concat(plan.Outputs.Skip(1).Select(output => $", new float[{Length(output)}]"));
        return $$"""
            using QuantGen;
            using QuantGen.OnnxRuntime;

            switch (args[0])
            {
                case "quantgen":
                    WithQuantGen.Run();
                    break;
                case "onnxruntime":
                    WithOnnxRuntime.Run(args[1]);
                    break;
                default:
                    Console.WriteLine(0f);
                    break;
            }

            internal static class WithQuantGen
            {
                public static void Run()
                {
                    using var model = new Model();
                    var output = new float[{{Length(plan.Outputs[0])}}];
                    model.Run(new float[{{Length(plan.Inputs[0])}}], output{{outputs}});
                    Console.WriteLine(output[0]);
                }
            }

            internal static class WithOnnxRuntime
            {
                public static void Run(string file)
                {
                    using var session = OrtSession.Open(file);
                    var outputs = session.Run(OrtTensor.Create(new float[{{Length(plan.Inputs[0])}}], {{shape}}));
                    Console.WriteLine(outputs[0].Get<float>()[0]);
                }
            }

            [Quantize({{declaration}})]
            internal sealed partial class Model;

            """;

        long Length(PlanPort port)
        {
            return port.Shape.Aggregate(1L, (product, dimension) => product * dimension.Evaluate(symbols));
        }
    }
}
