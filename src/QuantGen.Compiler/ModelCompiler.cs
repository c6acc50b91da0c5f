using Google.Protobuf;
using QuantGen.Compiler.Calibration;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Modes;
using QuantGen.Compiler.Onnx;
using QuantGen.Compiler.Passes;
using QuantGen.Compiler.Quantization;
using QuantGen.Compiler.Reporting;
using QuantGen.Plan;

namespace QuantGen.Compiler;

/// <summary>From an ONNX model and a request to a plan: what a build, the command line and the tests all call.</summary>
public static class ModelCompiler
{
    /// <summary>Compiles a model.</summary>
    /// <param name="request">What to compile, and how.</param>
    /// <param name="progress">Told how far it is; may be null.</param>
    /// <exception cref="CompilationException">The model, the data or the request is wrong, or the result misses the accuracy bound.</exception>
    public static CompileResult Compile(CompileRequest request, IProgress<CompileProgress>? progress = null)
    {
        CheckFiles(request);
        var graph = Load(request.ModelPath);
        var outcome = QuantizationModes.Run(graph, request, progress);
        var lowered = ModelLowering.Lower(graph, outcome.Assignment);
        return ToResult(lowered, Header(request)) with
        {
            ScaleTable = outcome.NewTable?.ToJson(),
            Accuracy = outcome.Accuracy,
            Diagnostics = outcome.Diagnostics,
            ToOnnx = () => outcome.ToOnnx().ToByteArray(),
            ReportSource = new Lazy<string>(() => WriteReport(graph, lowered, request, outcome)),
        };
    }

    /// <summary>Compiles the model as it is, in float: what a quantized one is compared with. The plan's mode is <c>Float</c>.</summary>
    /// <param name="request">What to compile; how to quantize is not looked at.</param>
    /// <exception cref="CompilationException">The model is wrong.</exception>
    public static CompileResult CompileFloat(CompileRequest request)
    {
        var lowered = ModelLowering.Lower(Load(request.ModelPath), QuantizationAssignment.Float());
        return ToResult(lowered, Header(request) with { Mode = "Float" });
    }

    /// <summary>A plan of inputs and outputs alone, in the time that reading the model takes: for an editor's design-time build.</summary>
    /// <param name="request">What to compile; calibration data is not looked at.</param>
    /// <exception cref="CompilationException">The model is wrong.</exception>
    public static string CompileHeader(CompileRequest request)
    {
        if (FindMissingModel(request) is { } missing)
        {
            throw new CompilationException(missing);
        }

        var graph = Load(request.ModelPath);
        var builder = new PlanBuilder(graph);
        var header = Header(request);
        return PlanWriter.Write(new PlanDocument
        {
            ClassName = header.ClassName,
            Request = header.Request,
            ModelFile = header.ModelFile,
            ModelHash = header.ModelHash,
            Mode = header.Mode,
            Symbols = ChunkAnalysis.Symbols(graph, builder, chunked: true),
            Inputs = builder.Inputs,
            Outputs = builder.Outputs,
        });
    }

    internal static ModelGraph Load(string path)
    {
        var graph = OnnxModelReader.Read(path);
        GraphPasses.Normalize(graph);
        return graph;
    }

    private static CompileResult ToResult(LoweredModel lowered, PlanHeader header)
    {
        return new CompileResult { Plan = PlanWriter.Write(lowered.ToPlan(header)), Weights = lowered.Weights };
    }

    private static string WriteReport(ModelGraph graph, LoweredModel lowered, CompileRequest request, QuantizationOutcome outcome)
    {
        var samples = outcome.Comparison is not null
            ? outcome.IsHeldOut ? "held out of calibration" : "of the calibration: too few to hold any out"
            : request.ScaleTablePath is { } table ? $"the ranges come from {Path.GetFileName(table)}" : "the mode needs no data";
        var subject = new ReportSubject(request.ClassName, request.ModelPath, samples);
        return ReportPage.Write(ReportContent.Create(subject, graph, lowered, request.Options, outcome, outcome.Comparison));
    }

    /// <summary>What is misspelt in an attribute is reported there, and before a long calculation.</summary>
    private static void CheckFiles(CompileRequest request)
    {
        RequireModel(request);
        if (request.CalibrationPath is not null && FindMissingData(request) is { } missing)
        {
            throw new CompilationException(missing);
        }
    }

    /// <summary>What to tell the user when there is neither the calibration data that the mode or the request asks for nor a scale table; otherwise null.</summary>
    internal static Diagnostic? FindMissingData(CompileRequest request)
    {
        if (File.Exists(request.ScaleTablePath))
        {
            return null;
        }

        return request.CalibrationPath is { } data
            ? Path.Exists(data) ? null : DiagnosticCatalog.CalibrationMissing(request.PlaceOf(data), data)
            : request.Options.Mode == QuantizationMode.Static ? DiagnosticCatalog.CalibrationNotGiven(request.Declaration, request.ClassName) : null;
    }

    /// <summary>Checks that the model is there, before anything of it is read.</summary>
    /// <exception cref="CompilationException">It is not: reported where it is declared, with the data if that is missing too.</exception>
    internal static void RequireModel(CompileRequest request)
    {
        if (FindMissingModel(request) is { } missing)
        {
            throw new CompilationException(FindMissingData(request) is { } data ? [missing, data] : [missing]);
        }
    }

    private static Diagnostic? FindMissingModel(CompileRequest request)
    {
        return File.Exists(request.ModelPath) ? null : DiagnosticCatalog.ModelMissing(request.PlaceOf(request.ModelPath), request.ModelPath);
    }

    private static PlanHeader Header(CompileRequest request)
    {
        return new PlanHeader(
            request.ClassName, request.RequestHash, Path.GetFileName(request.ModelPath), ContentHash.OfFile(request.ModelPath), request.Options.Mode.ToString());
    }
}
