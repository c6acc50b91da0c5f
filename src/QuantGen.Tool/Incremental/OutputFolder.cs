using System.Diagnostics;
using System.Globalization;
using System.Text;
using QuantGen.Compiler;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Findings;

namespace QuantGen.Tool.Incremental;

/// <summary>
/// The folder under <c>obj</c> that holds plans, weights and reports, and the lists that the build targets read. One process at a time has it open.
/// </summary>
internal sealed class OutputFolder : IDisposable
{
    public const string PlanExtension = ".qplan";
    public const string WeightsExtension = ".qweights";

    /// <summary>For people: no compiler reads it.</summary>
    public const string ReportExtension = ".report.html";

    private const string StateName = "quantgen.state.json";
    private static readonly TimeSpan LockPatience = TimeSpan.FromMinutes(10);

    private readonly string _path;
    private readonly FileStream _lock;

    private OutputFolder(string path, FileStream lockFile)
    {
        (_path, _lock) = (path, lockFile);
    }

    public string StateFile => Path.Combine(_path, StateName);

    /// <summary>
    /// Opens the folder, which is made if needed. Waits while another process has it: an editor's build and one on the command line
    /// share it.
    /// </summary>
    /// <exception cref="CompilationException">It cannot be made or written to.</exception>
    public static OutputFolder Open(string path)
    {
        OutputFile.CreateFolder(path);
        var file = Path.Combine(path, "quantgen.lock");
        return new OutputFolder(path, OutputFile.Report(path, () => Acquire(file)));
    }

    /// <summary>The path of a class's output.</summary>
    public string PathOf(string className, string extension)
    {
        return Path.Combine(_path, className + extension);
    }

    /// <summary>Deletes what no class asks for any more, then writes the state, the lists for the targets and the findings for the editor.</summary>
    /// <exception cref="CompilationException">The folder cannot be written to.</exception>
    public void Commit(BuildState state, IEnumerable<string> findings)
    {
        var outputs = state.Models.SelectMany(model => model.Outputs).Select(output => Path.GetFileName(output.Path)).ToHashSet();
        foreach (var file in Directory.GetFiles(_path).Where(file => IsOutput(file) && !outputs.Contains(Path.GetFileName(file))))
        {
            OutputFile.Report(file, () => File.Delete(file));
        }

        var inputs = state.Models
            .SelectMany(model => model.ModelFiles.Concat(model.DataFiles))
            .DistinctBy(input => input.Path)
            .ToArray();
        var files = inputs.Where(input => !input.IsFolder).ToArray();
        var folders = inputs.Where(input => input.IsFolder).ToArray();
        AtomicFile.WriteIfDifferent(
            Lines("quantgen.outputs", outputs.Order(StringComparer.Ordinal)),
            Lines("quantgen.files", files.Select(file => file.Path)),
            Lines("quantgen.folders", folders.Select(folder => folder.Path)),
            Lines("quantgen.times", files.Select(TimeLine).Append(CountLine(folders.Sum(folder => folder.Length)))),
            Lines(BuildFinding.FileName, findings),
            (StateFile, state.ToJson()));
    }

    public void Dispose()
    {
        _lock.Dispose();
    }

    private static bool IsOutput(string file)
    {
        return Path.GetExtension(file) is PlanExtension or WeightsExtension or AtomicFile.TemporaryExtension
            || file.EndsWith(ReportExtension, StringComparison.Ordinal);
    }

    /// <summary>
    /// The line that the targets write for a file, with the ticks of its last write, those of 1601 where there is none: a file
    /// written after it was read gives another line there. Were the form ever to differ, the tool would be started more often than it must.
    /// </summary>
    private static string TimeLine(FileSnapshot file)
    {
        var exists = file.Hash.Length != 0;
        var ticks = exists ? file.Modified : DateTime.FromFileTimeUtc(0).Ticks;
        return string.Create(CultureInfo.InvariantCulture, $"{file.Path}|{ticks}");
    }

    /// <summary>The line that shows that a folder lost or gained a file.</summary>
    private static string CountLine(long count)
    {
        return string.Create(CultureInfo.InvariantCulture, $"# {count} files in folders");
    }

    private (string Path, byte[] Content) Lines(string name, IEnumerable<string> lines)
    {
        var text = string.Concat(lines.Select(line => line + Environment.NewLine));
        return (Path.Combine(_path, name), Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Waits only for another process: the system lets go of the file when that one ends, however it does.</summary>
    private static FileStream Acquire(string file)
    {
        var waiting = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException exception) when (IsInUse(exception) && waiting.Elapsed < LockPatience)
            {
                Thread.Sleep(50);
            }
        }
    }

    private static bool IsInUse(IOException exception)
    {
        const int WindowsSharingViolation = unchecked((int)0x80070020);
        const int LinuxWouldBlock = 11;
        const int MacWouldBlock = 35;
        return exception.HResult is WindowsSharingViolation or LinuxWouldBlock or MacWouldBlock;
    }
}
