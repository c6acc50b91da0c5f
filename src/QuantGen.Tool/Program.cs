using System.CommandLine;
using System.Text;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Tool.Commands;

// MSBuild reads the lines as UTF-8, whatever the console's code page is.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

var root = new RootCommand("Builds int8 inference code from ONNX models.");
root.Subcommands.Add(BuildCommand.Create());
try
{
    return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception exception)
{
    Console.Error.WriteLine(DiagnosticCatalog.Unexpected(exception));
    Console.Error.WriteLine(exception);
    return 2;
}
