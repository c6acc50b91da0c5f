using System.CommandLine;
using QuantGen.Tool.CommandLine;

namespace QuantGen.Build.Tests;

/// <summary>What no diagnostic foresees is a diagnostic all the same, with the exception after it.</summary>
public sealed class ToolFaultTests
{
    [Fact]
    public void List_of_sources_that_is_not_there()
    {
        using var folder = new ToolFolder();
        var error = new StringWriter();
        string[] arguments = ["build", "--project-directory", folder.Folder, "--sources", folder["nowhere"], "--output", folder.OutputFolder];

        var code = QuantGenCommandLine.Run(arguments, new InvocationConfiguration { Error = error });

        Assert.Equal(ExitCode.Failure, code);
        Assert.StartsWith("quantgen: error QG0901: FileNotFoundException: ", error.ToString(), StringComparison.Ordinal);
    }
}
