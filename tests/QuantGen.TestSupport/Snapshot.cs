using System.Runtime.CompilerServices;
using Xunit.Sdk;

namespace QuantGen.TestSupport;

/// <summary>
/// Compares text with a verified file beside the test, by the conventions of Verify: <c>Class.Method.verified.cs</c>, and on a
/// mismatch <c>Class.Method.received.cs</c> next to it. <c>QUANTGEN_ACCEPT_SNAPSHOTS=1</c> accepts what was received.
/// </summary>
public static class Snapshot
{
    /// <summary>Fails the test, at the first line that differs, when <paramref name="text"/> is not what was verified.</summary>
    /// <param name="text">What the test produced; line ends do not matter.</param>
    /// <param name="extension">The file's extension, without a dot.</param>
    /// <param name="sourceFile">The test's source file; its name, without extension, must be the test class's.</param>
    /// <param name="method">The test method; a theory adds its case to it.</param>
    public static void Verify(string text, string extension = "cs",
        [CallerFilePath] string sourceFile = "", [CallerMemberName] string method = "")
    {
        var source = OnDisk(sourceFile);
        var name = Path.Combine(Path.GetDirectoryName(source)!, $"{Path.GetFileNameWithoutExtension(source)}.{method}");
        Compare(text.ReplaceLineEndings("\n"), $"{name}.verified.{extension}", $"{name}.received.{extension}");
    }

    private static void Compare(string text, string verifiedFile, string receivedFile)
    {
        var verified = File.Exists(verifiedFile) ? File.ReadAllText(verifiedFile).ReplaceLineEndings("\n") : null;
        if (text == verified)
        {
            File.Delete(receivedFile);
            return;
        }

        if (Environment.GetEnvironmentVariable("QUANTGEN_ACCEPT_SNAPSHOTS") == "1")
        {
            File.WriteAllText(verifiedFile, text);
            File.Delete(receivedFile);
            return;
        }

        File.WriteAllText(receivedFile, text);
        throw new XunitException(verified is null
            ? $"There is no {verifiedFile}. If the .received. file is right, rename it or set QUANTGEN_ACCEPT_SNAPSHOTS=1."
            : DescribeFirstDifference(verified, text, verifiedFile));
    }

    private static string DescribeFirstDifference(string verified, string received, string verifiedFile)
    {
        var expected = verified.Split('\n');
        var actual = received.Split('\n');
        var line = expected.Zip(actual).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"""
            {verifiedFile}({line + 1}): the snapshot differs.
            verified: {(line < expected.Length ? expected[line] : "(end of file)")}
            received: {(line < actual.Length ? actual[line] : "(end of file)")}
            """;
    }

    /// <summary>A reproducible build writes <c>/_/</c> for the repository's root into caller paths.</summary>
    private static string OnDisk(string sourceFile)
    {
        return sourceFile.StartsWith("/_/", StringComparison.Ordinal)
            ? Path.Combine(SharedData.Repository, sourceFile["/_/".Length..])
            : sourceFile;
    }
}
