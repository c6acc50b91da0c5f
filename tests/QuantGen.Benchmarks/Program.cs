using System.CommandLine;
using QuantGen.Benchmarks.Calibration;
using QuantGen.Benchmarks.Generation;
using QuantGen.Benchmarks.Kernels;
using QuantGen.Benchmarks.Startup;
using QuantGen.Benchmarks.Suite;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Tool.CommandLine;

var command = new RootCommand("Times QuantGen beside ONNX Runtime, model by model, kernel by kernel, and from the start of a process; calibration; and the source generator.")
{
    SuiteCommand.Create(),
    KernelsCommand.Create(),
    StartupCommand.Create(),
    CalibrationCommand.Create(),
    StepsCommand.Create(),
    GeneratorCommand.Create(),
};

try
{
    return command.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception exception) when (exception is UsageException or CompilationException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
