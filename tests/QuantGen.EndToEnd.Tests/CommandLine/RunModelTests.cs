using QuantGen.Compiler;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.CommandLine;

/// <summary><c>quantgen run</c> on models of the static suite, against ONNX Runtime.</summary>
public sealed class RunModelTests(StaticSuite suite) : IClassFixture<StaticSuite>, IDisposable
{
    private const int Samples = 6;

    private readonly WorkingFolder _folder = new();

    /// <summary>One with an open batch, and one with a batch of 1, which takes the samples one after the other.</summary>
    public static TheoryData<string> Names => ["own/digits_cnn/digits", "public/mnist"];

    public void Dispose()
    {
        _folder.Dispose();
    }

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void FloatAgreesWithOnnxRuntime(string name)
    {
        OnnxRuntimeLibrary.Require();
        var model = suite.Load(name);
        using var session = OrtSession.Open(model.ModelPath);
        AssertAgrees(Run(model, session, "float"), model, session, 1e-4f);
    }

    /// <summary>The bound is that of the export: a near-tie may fall otherwise in ONNX Runtime's own kernels (docs/numerics.md).</summary>
    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void StaticAgreesWithOnnxRuntimeOnTheExport(string name)
    {
        OnnxRuntimeLibrary.Require();
        var model = suite.Load(name);
        var request = new CompileRequest
        {
            ClassName = "Model",
            RequestHash = "-",
            ModelPath = model.ModelPath,
            CalibrationPath = model.Data.CalibrationPath,
        };
        using var session = OrtSession.Open(ModelCompiler.Compile(request).ToOnnx!());
        AssertAgrees(Run(model, session, "static", "--calibration", model.Data.CalibrationPath), model, session, 1e-3f);
    }

    /// <summary>A network over frames of speech needs as many of them as its window has.</summary>
    [SkippableFact]
    public void InputsThatAreTooShortAreADiagnostic()
    {
        var model = SharedData.Models("quantized/tract_qtdnn.onnx");
        var run = QuantGenProcess.Run(_folder.Path, "bench", model, "--mode", "imported", "--shape", "input=1,10");
        run.FailedWith("QG0113");
        Assert.Contains("too short", run.Errors, StringComparison.Ordinal);
    }

    /// <summary>A model in float16 is quantized as the float32 one is; its class takes and gives float16.</summary>
    [SkippableFact]
    public void Float16ModelIsQuantized()
    {
        var model = suite.Load("own/digits_cnn/digits");
        File.WriteAllBytes(_folder["half.onnx"], HalfPrecision.Convert(File.ReadAllBytes(model.ModelPath)));
        var input = model.Data.Evaluation.Slice(0, Samples);
        _folder.Add("half.npy", Array.ConvertAll(input.Get<float>(), value => (Half)value), [.. input.Dimensions]);
        using var single = FloatModel.Load(model.ModelPath);
        var name = single.Inputs[0].Name;
        QuantGenProcess.Run(
            _folder.Path,
            ["run", "half.onnx", "--mode", "static", "--input", $"{name}=half.npy", "--output-dir", "out", "--calibration", model.Data.CalibrationPath])
            .Succeeded();

        var expected = new float[Samples * single.Outputs[0].Shape[1]];
        single.Run(new Dictionary<string, Array> { [name] = input.Data, [single.Outputs[0].Name] = expected });
        var actual = Array.ConvertAll(_folder.Read<Half>($"out/{single.Outputs[0].Name}.npy").Values, value => (float)value);
        var error = Math.Sqrt(expected.Zip(actual).Sum(pair => Math.Pow(pair.First - pair.Second, 2)) / expected.Sum(value => value * value));
        Assert.InRange(error, 0, 0.03);
    }

    private (float[] Values, int[] Shape) Run(SuiteModel model, OrtSession session, string mode, params string[] options)
    {
        var input = model.Data.Evaluation.Slice(0, Samples);
        _folder.Add("input.npy", input.Get<float>(), [.. input.Dimensions]);
        QuantGenProcess.Run(
            _folder.Path,
            ["run", model.ModelPath, "--mode", mode, "--input", $"{session.Inputs[0].Name}=input.npy", "--output-dir", "out", .. options])
            .Succeeded();
        return _folder.Read<float>($"out/{session.Outputs[0].Name}.npy");
    }

    private static void AssertAgrees((float[] Values, int[] Shape) ours, SuiteModel model, OrtSession session, float bound)
    {
        var expected = Enumerable.Range(0, Samples)
            .Select(i => session.Run(model.Data.Evaluation.Slice(i, 1))[0])
            .ToArray();
        Assert.Equal([Samples, .. expected[0].Dimensions.Skip(1)], ours.Shape);
        var values = expected.SelectMany(output => output.Get<float>()).ToArray();
        var magnitude = values.Max(MathF.Abs);
        Assert.All(ours.Values.Zip(values), pair => Assert.InRange(MathF.Abs(pair.First - pair.Second), 0, bound * magnitude));
    }
}
