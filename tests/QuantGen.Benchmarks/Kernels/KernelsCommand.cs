using System.CommandLine;
using System.Globalization;
using QuantGen.Tool.Benchmarking;
using QuantGen.Tool.CommandLine;

namespace QuantGen.Benchmarks.Kernels;

/// <summary><c>kernels</c>: every kernel of every family, beside the peak of the unit that bounds it.</summary>
internal sealed class KernelsCommand
{
    private static readonly int[] BufferSizes = [16 << 10, 512 << 10, 16 << 20, 256 << 20];

    private readonly Option<string?> _only = new("--only") { Description = "Only cases or kernels whose names contain this.", HelpName = "TEXT" };

    private readonly Option<double> _seconds = OptionFactory.Number(
        "--seconds", "How long each kernel is timed on each case.", 0.2, seconds => seconds is > 0 and <= 3600, "a number of seconds");

    private readonly Option<bool> _onnxRuntime = new("--onnxruntime") { Description = "Time convolutions of ONNX Runtime too." };

    private KernelsCommand()
    {
    }

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var kernels = new KernelsCommand();
        var command = new Command("kernels", "Times every kernel on one thread, in multiply-adds or bytes a second.")
        {
            kernels._only,
            kernels._seconds,
            kernels._onnxRuntime,
        };
        command.SetAction(kernels.Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        var time = TimeSpan.FromSeconds(result.GetValue(_seconds));
        Console.WriteLine(Processor.Description);
        Console.WriteLine("Billions a second, at the fastest of the runs and at their median, one thread.");
        var peak = PrintPeaks();
        var table = new TextTable("case", "kernel", ">us", ">GMAC/s", ">GB/s", ">median", ">of peak");
        var only = result.GetValue(_only) ?? "";
        foreach (var make in KernelCases.All)
        {
            using var made = make();
            var runs = made.Runs.Where(run => Matches(run.Kernel) || Matches(made.Name)).ToList();
            if (runs.Count > 0 && result.GetValue(_onnxRuntime) && made.OnnxRuntime() is { } onnxRuntime)
            {
                runs.Add(("ONNX Runtime", onnxRuntime));
            }

            Measure(table, made, runs, time, peak);
        }

        table.Write(Console.Out);
        return 0;

        bool Matches(string name)
        {
            return name.Contains(only, StringComparison.Ordinal);
        }
    }

    /// <returns>Billions of multiply-adds a second of the fastest unit.</returns>
    private static double PrintPeaks()
    {
        var units = UnitPeak.MultiplyAdds().ToList();
        foreach (var (unit, rate) in units)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{unit}: {rate:0} GMAC/s"));
        }

        foreach (var size in BufferSizes)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"reading {size >> 10:N0} KiB: {UnitPeak.ReadBytes(size):0} GB/s"));
        }

        return units.Select(unit => unit.Rate).DefaultIfEmpty(double.NaN).First();
    }

    private static void Measure(TextTable table, KernelCase made, List<(string Kernel, Action Run)> runs, TimeSpan time, double peak)
    {
        if (runs.Count == 0)
        {
            return;
        }

        var timings = Measurement.Compare([.. runs.Select(run => new Contender(run.Kernel, run.Run))], time);
        foreach (var (run, timing) in runs.Zip(timings))
        {
            var rate = made.Work / timing.MinimumMicroseconds / 1000;
            var isBytes = made.Unit == WorkUnit.Bytes;
            table.Add(
                made.Name,
                run.Kernel,
                Number(timing.MinimumMicroseconds, "0.00"),
                isBytes ? "" : Number(rate, "0"),
                isBytes ? Number(rate, "0") : "",
                Number(made.Work / timing.MedianMicroseconds / 1000, "0"),
                isBytes ? "" : Number(rate / peak, "0 %"));
        }
    }

    private static string Number(double value, string format)
    {
        return value.ToString(format, CultureInfo.InvariantCulture);
    }
}
