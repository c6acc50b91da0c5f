using System.Diagnostics;
using System.Text;
using QuantGen.Compiler;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Quantization;
using QuantGen.Declarations;
using QuantGen.Tool.Declarations;
using QuantGen.Tool.Incremental;

namespace QuantGen.Tool.Building;

/// <summary>Compiles the model of one declaration and writes its outputs.</summary>
internal sealed class ModelCompilation(Declaration declaration, BuildOptions options, OutputFolder folder, BuildLog log)
{
    private readonly CompileRequest _request = CreateRequest(declaration, options);

    /// <summary>Compiles.</summary>
    /// <exception cref="CompilationException">The model cannot be built. No output was touched.</exception>
    public ModelState Run()
    {
        ModelCompiler.RequireModel(_request);

        // Snapshots come first: what is written during the compilation is then seen as a change by the next build.
        var modelFiles = InputFiles.OfModel(_request.ModelPath).Select(FileSnapshot.Take).ToArray();
        return options.IsDesignTime ? CompileHeader(_request, modelFiles) : Compile(_request, modelFiles);
    }

    /// <summary>Checks that a real build would find calibration data, where it would look for some. Nothing of it is read.</summary>
    /// <exception cref="CompilationException">It would not.</exception>
    public void RequireData()
    {
        if (ModelCompiler.FindMissingData(_request) is { } missing)
        {
            throw new CompilationException(missing);
        }
    }

    private ModelState Compile(CompileRequest request, IReadOnlyList<FileSnapshot> modelFiles)
    {
        var dataFiles = InputFiles.OfCalibration(request.CalibrationPath).Select(FileSnapshot.Take).ToList();
        var clock = Stopwatch.StartNew();
        var result = ModelCompiler.Compile(request, new CompileProgressLog(request.ClassName, log));
        log.Report(result.Diagnostics);

        var outputs = Outputs(request.ClassName, result).ToArray();
        if (request.ScaleTablePath is { } scaleTable)
        {
            AtomicFile.DeleteAbandoned(scaleTable);
            AtomicFile.WriteIfDifferent(result.ScaleTable is { } text ? [.. outputs, (scaleTable, Encoding.UTF8.GetBytes(text))] : outputs);
            dataFiles.Add(FileSnapshot.Take(scaleTable));
        }
        else
        {
            AtomicFile.WriteIfDifferent(outputs);
        }

        log.Compiled(request.ClassName, result, modelFiles.Sum(file => file.Length), clock.Elapsed);
        return new ModelState
        {
            ClassName = request.ClassName,
            RequestHash = request.RequestHash,
            ModelFiles = modelFiles,
            DataFiles = dataFiles,
            Outputs = [.. outputs.Select(output => FileSnapshot.Take(output.Path))],
            Warnings = result.Diagnostics
                .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Warning)
                .Select(diagnostic => diagnostic.ToString())
                .ToArray(),
            Findings = [.. FindingSource.Of(declaration, options.ProjectDirectory, result.Diagnostics).Select(finding => finding.ToLine())],
        };
    }

    private ModelState CompileHeader(CompileRequest request, IReadOnlyList<FileSnapshot> modelFiles)
    {
        var text = ModelCompiler.CompileHeader(request);
        var plan = folder.PathOf(request.ClassName, OutputFolder.PlanExtension);
        AtomicFile.WriteIfDifferent((plan, Encoding.UTF8.GetBytes(text)));
        return new ModelState
        {
            ClassName = request.ClassName,
            RequestHash = request.RequestHash,
            IsHeaderOnly = true,
            ModelFiles = modelFiles,
            Outputs = [FileSnapshot.Take(plan)],
        };
    }

    private IEnumerable<(string Path, byte[] Content)> Outputs(string className, CompileResult result)
    {
        yield return (folder.PathOf(className, OutputFolder.PlanExtension), Encoding.UTF8.GetBytes(result.Plan));
        yield return (folder.PathOf(className, OutputFolder.WeightsExtension), result.Weights);
        if (result.Report is { } report)
        {
            yield return (folder.PathOf(className, OutputFolder.ReportExtension), Encoding.UTF8.GetBytes(report));
        }
    }

    private static CompileRequest CreateRequest(Declaration declaration, BuildOptions options)
    {
        var request = declaration.Request;
        return new CompileRequest
        {
            ClassName = request.ClassName,
            RequestHash = request.Hash,
            ModelPath = Resolve(request.Model, options),
            CalibrationPath = request.Calibration is null ? null : Resolve(request.Calibration, options),
            ScaleTablePath = request.ScaleTable is null ? null : Resolve(request.ScaleTable, options),
            RefreshScales = options.RefreshScales,
            RefreshCommand = options.RefreshCommand,
            Options = CreateOptions(request),
            Declaration = new DiagnosticLocation(declaration.File, declaration.Line, declaration.Column),
        };
    }

    private static QuantizationOptions CreateOptions(QuantizeRequest request)
    {
        return new QuantizationOptions
        {
            Mode = Enum.Parse<QuantizationMode>(request.Mode),
            Method = Enum.Parse<CalibrationMethod>(request.Method),
            Percentile = request.Percentile,
            HistogramBins = request.HistogramBins,
            PerChannel = request.PerChannel,
            KeepFloatOperators = request.KeepFloatOperators,
            KeepFloatNodes = request.KeepFloatNodes,
            ActivationScale = Enum.Parse<ActivationScale>(request.ActivationScale),
            WeightFormat = Enum.Parse<WeightFormat>(request.WeightFormat),
            BlockSize = request.BlockSize,
            WeightZeroPoint = request.WeightZeroPoint,
            WeightScaling = Enum.Parse<WeightScaling>(request.WeightScaling),
            MinimumSqnr = request.MinimumSqnr,
        };
    }

    private static string Resolve(string path, BuildOptions options)
    {
        // Attributes written on Windows build elsewhere too.
        return Path.GetFullPath(Path.Combine(options.ProjectDirectory, path.Replace('\\', '/')));
    }
}
