using System.Diagnostics;
using QuantGen.Compiler.Diagnostics;

namespace QuantGen.Build.Tests;

/// <summary>A full disk, a read-only one, a file in the way: the diagnostic names the path, nothing is half-written, and what was there stays.</summary>
public sealed class UnwritableOutputTests : IDisposable
{
    private readonly ToolFolder _folder = new();

    public UnwritableOutputTests()
    {
        _folder.Declare(("Digits", "Model = \"digits_mlp.onnx\", Calibration = \"digits.csv\", ScaleTable = \"scales.json\""));
    }

    public void Dispose()
    {
        _folder.Dispose();
    }

    [SkippableFact]
    public void Full_disk()
    {
        using var disk = new SmallDisk(_folder.OutputFolder);
        Assert.True(_folder.Build().Succeeded);
        var before = Files(_folder.OutputFolder);
        disk.Fill();
        ChangeData();

        var full = _folder.Build();

        Assert.False(full.Succeeded);
        Assert.Contains($"{_folder.OutputFolder}/Digits.", full.Log, StringComparison.Ordinal);
        Assert.Contains(": error QG0106: ", full.Log, StringComparison.Ordinal);
        disk.Free();
        Assert.Equal(before, Files(_folder.OutputFolder));
        Assert.False(File.Exists(_folder["scales.json"]));

        Assert.True(_folder.Build().Succeeded);
        Assert.NotEqual(before, Files(_folder.OutputFolder));
    }

    [SkippableFact]
    public void Read_only_disk()
    {
        using var disk = new SmallDisk(_folder.OutputFolder);
        Assert.True(_folder.Build().Succeeded);
        var before = Files(_folder.OutputFolder);
        disk.MakeReadOnly();
        ChangeData();

        Refused(_folder.OutputFolder);
        Assert.Equal(before, Files(_folder.OutputFolder));
    }

    [Fact]
    public void File_where_the_folder_should_be()
    {
        File.WriteAllText(_folder.OutputFolder, "in the way");

        Refused(_folder.OutputFolder);
        Assert.Equal("in the way", File.ReadAllText(_folder.OutputFolder));
    }

    [Fact]
    public void Folder_where_an_output_should_be()
    {
        Directory.CreateDirectory(Path.Combine(_folder.OutputFolder, "Digits.qweights"));

        var result = _folder.Build();

        Assert.False(result.Succeeded);
        Assert.Contains($"{_folder.OutputFolder}/Digits.qweights: error QG0106: ", result.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void Scale_table_that_cannot_be_written()
    {
        Directory.CreateDirectory(_folder["scales.json"]);

        var result = _folder.Build();

        Assert.False(result.Succeeded);
        Assert.Contains($"{_folder["scales.json"]}: error QG0106: ", result.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(_folder.Folder, "*", SearchOption.AllDirectories), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    private void Refused(string path)
    {
        var diagnostic = Assert.Single(Assert.Throws<CompilationException>(() => _folder.Build()).Diagnostics);
        Assert.Equal(("QG0106", path), (diagnostic.Id, diagnostic.Location.File));
    }

    private void ChangeData()
    {
        var rows = File.ReadAllLines(_folder[TestProject.Data]);
        File.WriteAllLines(_folder[TestProject.Data], rows[..(rows.Length / 2)]);
        File.Delete(_folder["scales.json"]);
    }

    private static IEnumerable<(string Name, string Content)> Files(string folder)
    {
        return [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(file => (Path.GetFileName(file), Convert.ToHexString(File.ReadAllBytes(file))))];
    }

    /// <summary>A disk of its own for a folder, in memory. Skips the test where the user may not mount one.</summary>
    private sealed class SmallDisk : IDisposable
    {
        private readonly string _folder;

        public SmallDisk(string folder)
        {
            _folder = folder;
            Directory.CreateDirectory(folder);
            Skip.IfNot(OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder), "needs the right to mount a file system");
        }

        private string Filling => Path.Combine(_folder, "filling");

        public void Fill()
        {
            using var file = new FileStream(Filling, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            try
            {
                while (true)
                {
                    file.Write(new byte[4096]);
                }
            }
            catch (IOException)
            {
                // It is full.
            }
        }

        public void Free()
        {
            File.Delete(Filling);
        }

        public void MakeReadOnly()
        {
            Assert.True(Run("mount", "-o", "remount,ro", _folder));
        }

        public void Dispose()
        {
            Run("umount", _folder);
        }

        private static bool Run(string command, params string[] arguments)
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
                process.WaitForExit();
                return process.ExitCode == 0;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // There is no such command.
                return false;
            }
        }
    }
}
