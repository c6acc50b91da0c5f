using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using QuantGen.Compiler;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Browser;

/// <summary>The report as headless Chromium shows it: on a desktop and on a phone, light and dark.</summary>
public sealed class ReportPageTests(ReportViews views) : IClassFixture<ReportViews>
{
    /// <summary>What the Web Content Accessibility Guidelines (2, level AA) ask for text.</summary>
    private const double LeastContrast = 4.5;

    /// <summary>In CSS pixels, after scaling.</summary>
    private const double SmallestText = 9.5;

    public static TheoryData<string, string> Views => new()
    {
        { "desktop", "light" },
        { "desktop", "dark" },
        { "phone", "light" },
        { "phone", "dark" },
    };

    [SkippableTheory]
    [MemberData(nameof(Views))]
    public void NothingIsLoadedAndNothingFails(string device, string colors)
    {
        var view = views.Require(device, colors);
        Assert.Empty(view.Requests);
        Assert.Empty(view.Errors);
    }

    [SkippableTheory]
    [MemberData(nameof(Views))]
    public void PageIsAsWideAsTheWindow(string device, string colors)
    {
        var view = views.Require(device, colors);
        Assert.Equal(0, view.Overflow);
        Assert.Empty(view.SticksOut);
    }

    [SkippableTheory]
    [MemberData(nameof(Views))]
    public void VerdictComesFirstAndNamesTheWorstLayer(string device, string colors)
    {
        var view = views.Require(device, colors);
        Assert.StartsWith("verdict ", view.First, StringComparison.Ordinal);
        Assert.True(view.FirstIsVisible);
        var worst = views.Accuracy.Layers.MinBy(layer => layer.SqnrDb)!;
        Assert.Contains($"The worst layer is {worst.Name} ({worst.Operator})", view.Verdict, StringComparison.Ordinal);
        Assert.Contains("Time for a sample", view.Verdict, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [MemberData(nameof(Views))]
    public void TextCanBeRead(string device, string colors)
    {
        var view = views.Require(device, colors);
        Assert.True(view.LeastContrast.Contrast >= LeastContrast, view.LeastContrast.ToString());
        Assert.True(view.SmallestText.Size >= SmallestText, view.SmallestText.ToString());
    }

    [SkippableTheory]
    [MemberData(nameof(Views))]
    public void DrawingsHaveTitles(string device, string colors)
    {
        var view = views.Require(device, colors);
        Assert.All(view.Drawings, Assert.NotEmpty);
        Assert.Contains(view.Drawings, title => title.StartsWith("The graph of ", StringComparison.Ordinal));
        // The model's nodes, its input and its output.
        Assert.Equal(views.Accuracy.Layers.Count + 2, view.Boxes);
    }

    [SkippableFact]
    public void DarkIsDark()
    {
        Assert.NotEqual(views.Require("desktop", "light").Background, views.Require("desktop", "dark").Background);
    }
}

/// <summary>A model with residual connections, its report, and what the browser finds in it.</summary>
public sealed class ReportViews : IDisposable
{
    private static readonly string[] Chromium = ["chromium", "chromium-browser", "google-chrome"];
    private static readonly JsonSerializerOptions Names = new(JsonSerializerDefaults.Web);

    private readonly StaticSuite _suite = new();
    private IReadOnlyList<ReportView>? _views;

    /// <summary>What the report is about.</summary>
    public AccuracyReport Accuracy { get; private set; } = null!;

    /// <summary>One of the four views; skips the test where there is no browser.</summary>
    public ReportView Require(string device, string colors)
    {
        _views ??= Look();
        return _views.Single(view => view.Device == device && view.ColorScheme == colors);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _suite.Dispose();
    }

    private ReportView[] Look()
    {
        var folder = typeof(ReportViews).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "BrowserFolder").Value!;
        var chromium = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator)
            .SelectMany(path => Chromium.Select(name => Path.Combine(path, name))).FirstOrDefault(File.Exists);
        Skip.If(chromium is null, "There is no Chromium on this machine.");
        Skip.IfNot(File.Exists(Path.Combine(folder, "installed")), "playwright-core is not installed: npm was missing, or its registry.");

        var page = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".html");
        try
        {
            File.WriteAllText(page, WriteReport());
            return JsonSerializer.Deserialize<ReportView[]>(Run("node", Path.Combine(folder, "look.mjs"), chromium!, page), Names)!;
        }
        finally
        {
            File.Delete(page);
        }
    }

    private string WriteReport()
    {
        var model = _suite.Load("own/mnist_resnet8");
        var result = ModelCompiler.Compile(new CompileRequest
        {
            ClassName = "MnistClassifier",
            RequestHash = "-",
            ModelPath = model.ModelPath,
            CalibrationPath = model.Data.CalibrationPath,
        });
        Accuracy = result.Accuracy!;
        return result.Report!;
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return output.Result;
    }
}

/// <summary>What <c>look.mjs</c> finds in one view of a page.</summary>
public sealed record ReportView(
    string Device,
    string ColorScheme,
    string[] Requests,
    string[] Errors,
    string Background,
    double Overflow,
    string[] SticksOut,
    string First,
    bool FirstIsVisible,
    string Verdict,
    string[] Drawings,
    int Boxes,
    ViewedText LeastContrast,
    ViewedText SmallestText);

/// <summary>A text of the page, its contrast to what is behind it and its size in CSS pixels.</summary>
public sealed record ViewedText(string Text, double Contrast, double Size);
