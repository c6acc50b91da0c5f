using System.Diagnostics;
using System.Globalization;
using System.Text;
using QuantGen.Compiler;
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
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static OutputFolder Open(string path)
    {
        Directory.CreateDirectory(path);
        var file = Path.Combine(path, "quantgen.lock");
        var waiting = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new OutputFolder(path, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException) when (waiting.Elapsed < LockPatience)
            {
                Thread.Sleep(50);
            }
        }
    }

    /// <summary>Writes an output unless it is there already.</summary>
    public FileSnapshot Write(string name, ReadOnlySpan<byte> content)
    {
        var path = Path.Combine(_path, name);
        AtomicFile.WriteIfDifferent(path, content);
        return FileSnapshot.Take(path);
    }

    /// <summary>Deletes what no class asks for any more, then writes the state, the lists for the targets and the findings for the editor.</summary>
    public void Commit(BuildState state, IEnumerable<string> findings)
    {
        var outputs = state.Models.SelectMany(model => model.Outputs).Select(output => Path.GetFileName(output.Path)).ToHashSet();
        foreach (var file in Directory.GetFiles(_path).Where(file => IsOutput(file) && !outputs.Contains(Path.GetFileName(file))))
        {
            File.Delete(file);
        }

        var inputs = state.Models
            .SelectMany(model => model.ModelFiles.Concat(model.DataFiles))
            .DistinctBy(input => input.Path)
            .ToArray();
        var files = inputs.Where(input => !input.IsFolder).ToArray();
        var folders = inputs.Where(input => input.IsFolder).ToArray();
        WriteLines("quantgen.outputs", outputs.Order(StringComparer.Ordinal));
        WriteLines("quantgen.files", files.Select(file => file.Path));
        WriteLines("quantgen.folders", folders.Select(folder => folder.Path));
        WriteLines("quantgen.times", files.Select(TimeLine).Append(CountLine(folders.Sum(folder => folder.Length))));
        WriteLines(BuildFinding.FileName, findings);
        AtomicFile.WriteIfDifferent(StateFile, state.ToJson());
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

    private void WriteLines(string name, IEnumerable<string> lines)
    {
        var text = string.Concat(lines.Select(line => line + Environment.NewLine));
        AtomicFile.WriteIfDifferent(Path.Combine(_path, name), Encoding.UTF8.GetBytes(text));
    }
}
