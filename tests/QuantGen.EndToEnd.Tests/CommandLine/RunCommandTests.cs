using System.CommandLine;
using QuantGen.TestSupport.Models;
using QuantGen.Tool.CommandLine;
using QuantGen.Tool.Running;
using Xunit;

namespace QuantGen.EndToEnd.Tests.CommandLine;

/// <summary><c>quantgen run</c>: files in, files out, step by step.</summary>
public sealed class RunCommandTests(DigitsFolder digits) : IClassFixture<DigitsFolder>, IDisposable
{
    private readonly WorkingFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
    }

    [Fact]
    public void WritesEachOutputUnderItsName()
    {
        _folder.Add("model.onnx", new OnnxModelBuilder(13)
            .Input<float>("x", "N, 2")
            .Node("Neg", ["x"], ["head/out:0"]).Output<float>("head/out:0")
            .Node("Cast", ["x"], ["whole"], ("to", 7)).Output<long>("whole"));
        _folder.Add("x.npy", [1f, 2, 3, 4, 5, 6], 3, 2);
        var run = Run("@model.onnx --mode float --input x=@x.npy --output-dir @made/out --threads 1").Succeeded();
        Assert.Equal([-1f, -2, -3, -4, -5, -6], _folder.Read<float>("made/out/head_out_0.npy").Values);
        Assert.Equal([1L, 2, 3, 4, 5, 6], _folder.Read<long>("made/out/whole.npy").Values);
        Assert.Contains("head_out_0.npy: float32 [3, 2]", run.Output, StringComparison.Ordinal);
        Assert.Contains("whole.npy: int64 [3, 2]", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void FileNamesAreDistinctOnEveryFileSystem()
    {
        var names = OutputFiles.Names(["a/b", "a:b", "A_B", "c"]);
        Assert.Equal(["a_b.npy", "a_b_2.npy", "A_B_3.npy", "c.npy"], names.Values);
    }

    [Fact]
    public void TakesEveryElementType()
    {
        _folder.Add("model.onnx", new OnnxModelBuilder(13)
            .Input<double>("f64", "2").Input<long>("i64", "2").Input<int>("i32", "2").Input<sbyte>("i8", "2")
            .Input<byte>("u8", "2").Input<bool>("b", "2").Input<float>("f32", "2")
            .Node("Cast", ["f64"], ["a"], ("to", 1)).Node("Cast", ["i64"], ["c"], ("to", 1)).Node("Cast", ["i32"], ["d"], ("to", 1))
            .Node("Cast", ["i8"], ["e"], ("to", 1)).Node("Cast", ["u8"], ["f"], ("to", 1)).Node("Cast", ["b"], ["g"], ("to", 1))
            .Node("Concat", ["a", "c", "d", "e", "f", "g", "f32"], ["all"], ("axis", 0)).Output<float>("all"));
        _folder.Add("f64.npy", [0.5, -1.0], 2);
        _folder.Add("i64.npy", [3L, -4L], 2);
        // Other types whose values fit.
        _folder.Add("i32.npy", [(short)5, (short)-6], 2);
        _folder.Add("i8.npy", [7.0, -128.0], 2);
        _folder.Add("u8.npy", [255L, 0L], 2);
        _folder.Add("b.npy", [true, false], 2);
        _folder.Add("f32.npy", [1L << 24, 9L], 2);
        Run("@model.onnx --mode float --output-dir @. --input f64=@f64.npy i64=@i64.npy i32=@i32.npy i8=@i8.npy u8=@u8.npy --input b=@b.npy --input f32=@f32.npy")
            .Succeeded();
        Assert.Equal([0.5f, -1, 3, -4, 5, -6, 7, -128, 255, 0, 1, 0, 1 << 24, 9], _folder.Read<float>("all.npy").Values);
    }

    [Fact]
    public void NotANumberIsAValueLikeOthers()
    {
        _folder.Add("model.onnx", new OnnxModelBuilder(13).Input<float>("x", "N").Node("Neg", ["x"], ["y"]).Output<float>("y"));
        _folder.Add("x.npy", [float.NaN, float.NegativeInfinity], 2);
        Run("@model.onnx --mode float --input x=@x.npy --output-dir @.").Succeeded();
        // The data of the file: what reads calibration data takes no such numbers.
        Assert.Equal([float.NaN, float.PositiveInfinity], Floats("y.npy"));
    }

    [Fact]
    public void FixedBatchIsRunSliceBySlice()
    {
        _folder.Add("model.onnx", new OnnxModelBuilder(13)
            .Input<float>("x", "2, 3").Input<float>("scale", "")
            .Node("Mul", ["x", "scale"], ["y"]).Output<float>("y")
            .Node("ReduceSum", ["y"], ["total"], ("keepdims", 0)).Output<float>("total"));
        float[] numbers = [.. Enumerable.Range(0, 12)];
        _folder.Add("rows.npy", numbers, 4, 3);
        _folder.Add("slices.npy", numbers, 2, 2, 3);
        _folder.Add("scale.npy", [2f], []);

        Run("@model.onnx --mode float --input x=@rows.npy --input scale=@scale.npy --output-dir @joined").Succeeded();
        var joined = _folder.Read<float>("joined/y.npy");
        Assert.Equal([4, 3], joined.Shape);
        Assert.Equal(numbers.Select(number => 2 * number), joined.Values);
        Assert.Equal([30f, 102], _folder.Read<float>("joined/total.npy").Values);

        // An axis of slices goes out as it came in.
        Run("@model.onnx --mode float --input x=@slices.npy --input scale=@scale.npy --output-dir @stacked").Succeeded();
        Assert.Equal([2, 2, 3], _folder.Read<float>("stacked/y.npy").Shape);
        Assert.Equal([2], _folder.Read<float>("stacked/total.npy").Shape);
    }

    [Theory]
    [InlineData("1, 2", 4, 2)]
    [InlineData("1, 2", 4, 1, 2)]
    [InlineData("N, 2", 4, 2)]
    public void CarryFeedsAStateBack(string shape, params int[] file)
    {
        _folder.Add("sum.onnx", new OnnxModelBuilder(13)
            .Input<float>("x", shape).Input<float>("state", shape)
            .Node("Add", ["x", "state"], ["next"]).Output<float>("next")
            .Node("Neg", ["next"], ["y"]).Output<float>("y"));
        _folder.Add("x.npy", [1f, 10, 2, 20, 3, 30, 4, 40], file);
        _folder.Add("state.npy", [100f, 0], 1, 2);

        Run("@sum.onnx --mode float --input x=@x.npy --carry next=state --output-dir @zeros").Succeeded();
        var fromZeros = _folder.Read<float>("zeros/y.npy");
        Assert.Equal(file, fromZeros.Shape);
        Assert.Equal([-1f, -10, -3, -30, -6, -60, -10, -100], fromZeros.Values);

        Run("@sum.onnx --mode float --input x=@x.npy --input state=@state.npy --carry next=state --output-dir @given").Succeeded();
        Assert.Equal([101f, 10, 103, 30, 106, 60, 110, 100], _folder.Read<float>("given/next.npy").Values);
    }

    [Theory]
    [InlineData("--input imgae=images.npy", "the model has no input 'imgae'. Did you mean 'image'?")]
    [InlineData("--input images.npy", "'images.npy' is not a value of '--input'. It takes INPUT=VALUE.")]
    [InlineData("--input image=images.npy image=images.npy", "'--input' is given twice for 'image'.")]
    [InlineData("", "input 'image', float32 [batch, 1, 8, 8], is missing: '--input image=FILE.npy'.")]
    [InlineData("--input image=images.npy --carry score=image", "the model has no output 'score'. Did you mean 'scores'?")]
    [InlineData("--input image=images.npy --carry scores=imag", "the model has no input 'imag'. Did you mean 'image'?")]
    [InlineData("--input image=images.npy --theads 1", "'--theads' is not an option. Did you mean '--threads'?")]
    [InlineData("--input image=images.npy --threads 0", "'0' is not a value of '--threads'.")]
    public void WrongArgumentsAreAnsweredWithTheNearestRightOnes(string arguments, string message)
    {
        RunDigits($"--mode float --output-dir out {arguments}").IsUsageError("quantgen run: " + message);
    }

    [Theory]
    [InlineData("digits.onnx --mode imported --input image=images.npy", "QG0207")]
    [InlineData("missing.onnx --mode float --input image=images.npy", "QG0101")]
    [InlineData("digits.onnx --mode float --input image=missing.npy", "QG0111")]
    [InlineData("digits.onnx --mode float --input image=calibration.csv", "QG0111")]
    [InlineData("digits.onnx --mode static --calibration missing.csv --input image=images.npy", "QG0222")]
    public void FailureIsADiagnostic(string arguments, string id)
    {
        QuantGenProcess.Run(digits.Path, ["run", .. arguments.Split(' '), "--output-dir", _folder["out"]]).FailedWith(id);
    }

    [Fact]
    public void ArrayThatDoesNotFitIsADiagnostic()
    {
        _folder.Add("model.onnx", new OnnxModelBuilder(13)
            .Input<int>("i", "N, 2").Input<float>("x", "N, 2")
            .Node("Cast", ["i"], ["f"], ("to", 1)).Node("Add", ["f", "x"], ["y"]).Output<float>("y"));
        _folder.Add("half.npy", [1.0, 2.5], 1, 2);
        _folder.Add("large.npy", [1L, 1L << 40], 1, 2);
        _folder.Add("long.npy", [(1L << 24) + 1, 0L], 1, 2);
        _folder.Add("wide.npy", [1, 2, 3], 1, 3);
        _folder.Add("none.npy", Array.Empty<int>(), 0, 2);
        _folder.Add("two.npy", [1, 2, 3, 4], 2, 2);
        _folder.Add("one.npy", [1, 2], 1, 2);
        foreach (var (i, x, id) in new[]
        {
            ("half", "one", "QG0111"), ("large", "one", "QG0111"), ("one", "long", "QG0111"),
            ("wide", "one", "QG0111"), ("none", "one", "QG0111"), ("two", "one", "QG0113"),
        })
        {
            Run($"@model.onnx --mode float --input i=@{i}.npy --input x=@{x}.npy --output-dir @out").FailedWith(id);
        }

        File.WriteAllText(_folder["file"], "");
        Run("@model.onnx --mode float --input i=@one.npy --input x=@one.npy --output-dir @file/out").FailedWith("QG0106");
    }

    /// <summary>Runs the verb in this process, which has the compiler loaded already.</summary>
    /// <param name="arguments">@ stands for the test's folder.</param>
    private ProcessResult Run(string arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var expanded = arguments.Replace("@", _folder.Path + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        var code = QuantGenCommandLine.Run(["run", .. expanded.Split(' ')], new InvocationConfiguration { Output = output, Error = errors });
        return new ProcessResult(code, output.ToString(), errors.ToString());
    }

    private ProcessResult RunDigits(string arguments)
    {
        return QuantGenProcess.Run(digits.Path, ["run", "digits.onnx", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
    }

    private float[] Floats(string file)
    {
        var bytes = File.ReadAllBytes(_folder[file]);
        var start = Array.IndexOf(bytes, (byte)'\n') + 1;
        return [.. Enumerable.Range(0, (bytes.Length - start) / sizeof(float)).Select(i => BitConverter.ToSingle(bytes, start + (i * sizeof(float))))];
    }
}
