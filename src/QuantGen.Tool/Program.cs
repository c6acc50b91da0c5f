using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text;
using QuantGen.Compiler;
using QuantGen.Tool.CommandLine;

// MSBuild reads the lines as UTF-8, whatever the console's code page is.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

// Ctrl-C ends the process as it always does, but not in the middle of a file.
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => AtomicFile.Close());
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => AtomicFile.Close());

return QuantGenCommandLine.Run(args, new InvocationConfiguration());
