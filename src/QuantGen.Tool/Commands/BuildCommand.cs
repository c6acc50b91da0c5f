using System.CommandLine;
using QuantGen.Tool.Building;
using QuantGen.Tool.CommandLine;

namespace QuantGen.Tool.Commands;

/// <summary><c>quantgen build</c>: what the build targets call before a project is compiled.</summary>
internal static class BuildCommand
{
    private const StringSplitOptions SymbolSplit = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    public static Command Create()
    {
        var projectDirectory = new Option<string>("--project-directory")
        {
            Description = "The project's folder, which the attribute's paths are relative to.",
            Required = true,
        };
        var projectFile = new Option<string?>("--project-file")
        {
            Description = "The project, for the command that refreshes a stale scale table.",
        };
        var sources = new Option<string>("--sources")
        {
            Description = "A file that lists the project's C# files, one PATH|TIME a line; lines with # are comments.",
            Required = true,
        };
        var output = new Option<string>("--output")
        {
            Description = "The folder for plans and weights. It belongs to the tool: what no class asks for is deleted there.",
            Required = true,
        };
        var define = new Option<string>("--define")
        {
            Description = "Preprocessor symbols, separated by semicolons.",
            DefaultValueFactory = _ => "",
        };
        var designTime = new Option<bool>("--design-time")
        {
            Description = "Write inputs and outputs only, never calibrate: for an editor that needs the types.",
        };
        var refreshScales = new Option<bool>("--refresh-scales")
        {
            Description = "Calibrate again and rewrite the scale tables.",
        };

        var command = new Verb(
            "build",
            "Compiles the model of each class with [Quantize] into a plan: what the build targets call.",
            "quantgen build --project-directory . --sources sources.txt --output obj/quantgen")
        {
            projectDirectory, projectFile, sources, output, define, designTime, refreshScales,
        };
        command.SetAction(result => Run(new BuildOptions
        {
            ProjectDirectory = result.GetRequiredValue(projectDirectory),
            ProjectFile = result.GetValue(projectFile),
            SourceList = result.GetRequiredValue(sources),
            OutputDirectory = result.GetRequiredValue(output),
            PreprocessorSymbols = result.GetRequiredValue(define).Split(';', SymbolSplit),
            IsDesignTime = result.GetValue(designTime),
            RefreshScales = result.GetValue(refreshScales),
        }));
        return command;
    }

    private static int Run(BuildOptions options)
    {
        // MSBuild reads diagnostics from standard output, in order with what else the build prints.
        return new ModelBuild(options, new BuildLog(Console.Out)).Run() ? ExitCode.Success : ExitCode.Failure;
    }
}
