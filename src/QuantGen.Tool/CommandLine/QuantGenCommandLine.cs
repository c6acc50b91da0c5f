using System.CommandLine;
using QuantGen.Compiler;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Tool.Commands;

namespace QuantGen.Tool.CommandLine;

/// <summary>The whole command line. To add a verb, write its class in <c>Commands/</c> and list it here.</summary>
internal static class QuantGenCommandLine
{
    /// <summary>The program with every verb, in the order of the help page.</summary>
    public static Command Create()
    {
        // Not a RootCommand: that one is named after the file that the tool was built as.
        return new Command("quantgen", "Quantizes ONNX models and builds int8 inference code from them.")
        {
            VerbHelp.CreateOption(),
            new VersionOption(),
            InspectCommand.Create(),
            QuantizeCommand.Create(),
            RunCommand.Create(),
            CompareCommand.Create(),
            BenchCommand.Create(),
            ScalesCommand.Create(),
            BuildCommand.Create(),
        };
    }

    /// <summary>Does what the arguments say.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(string[] arguments, InvocationConfiguration configuration)
    {
        var result = Create().Parse(arguments);
        configuration.EnableDefaultExceptionHandler = false;
        if (UsageErrors.IsWrong(result))
        {
            UsageErrors.Print(result, configuration.Error);
            return ExitCode.Usage;
        }

        try
        {
            return result.Invoke(configuration);
        }
        catch (UsageException exception)
        {
            UsageErrors.Print(result.CommandResult.Command, [exception.Message], configuration.Error);
            return ExitCode.Usage;
        }
        catch (CompilationException exception)
        {
            exception.Diagnostics.ToList().ForEach(configuration.Error.WriteLine);
            return ExitCode.Failure;
        }
        catch (Exception exception)
        {
            configuration.Error.WriteLine(DiagnosticCatalog.Unexpected(exception));
            configuration.Error.WriteLine(exception);
            return ExitCode.Failure;
        }
    }
}
