using System.Text;
using Google.Protobuf;
using QuantGen.Compiler.Onnx.Proto;
using QuantGen.Tool.Incremental;

namespace QuantGen.Build.Tests;

/// <summary>The tool's own part of a build.</summary>
public sealed class ModelBuildTests : IDisposable
{
    private const string Arguments = """Model = "digits_mlp.onnx", Calibration = "digits.csv" """;
    private const string Broken = """Model = "absent.onnx", Calibration = "digits.csv" """;

    private readonly ToolFolder _folder = new();

    [Fact]
    public void Model_that_fails_does_not_keep_others_from_being_built()
    {
        _folder.Declare(("First", Broken), ("Second", Arguments), ("Third", Broken));

        var result = _folder.Build();

        Assert.False(result.Succeeded);
        Assert.Equal(3, result.Log.Split("error QG0101").Length);
        Assert.Equal(["Second"], _folder.Planned());
    }

    [Fact]
    public void Only_the_class_that_changed_is_compiled()
    {
        _folder.Declare(("First", Arguments), ("Second", Arguments));
        Assert.True(_folder.Build().Succeeded);

        _folder.Declare(("First", Arguments), ("Second", Arguments + ", PerChannel = false"));
        var result = _folder.Build();

        Assert.False(result.Compiled("First"), result.Log);
        Assert.True(result.Compiled("Second"), result.Log);
    }

    [Fact]
    public void Failed_class_keeps_its_outputs_and_is_compiled_when_it_is_mended()
    {
        _folder.Declare(("First", Arguments));
        Assert.True(_folder.Build().Succeeded);
        _folder.Declare(("First", Broken));
        Assert.False(_folder.Build().Succeeded);
        Assert.Equal(["First"], _folder.Planned());

        _folder.Declare(("First", Arguments + ", PerChannel = false"));

        Assert.True(_folder.Build().Compiled("First"));
    }

    [Fact]
    public void Symbols_decide_which_declarations_there_are()
    {
        _folder.Declare(("Always", Arguments));
        File.AppendAllText(_folder["Models.cs"], $"#if EXTRA\n[Quantize(Static, {Arguments})]\npublic partial class Extra;\n#endif\n");

        _folder.Build();
        Assert.Equal(["Always"], _folder.Planned());
        _folder.Build(symbols: "EXTRA");
        Assert.Equal(["Always", "Extra"], _folder.Planned());
        _folder.Build();
        Assert.Equal(["Always"], _folder.Planned());
    }

    [Fact]
    public void Source_in_another_encoding_is_read()
    {
        _folder.Declare(("First", Arguments));
        File.WriteAllText(_folder["Models.cs"], File.ReadAllText(_folder["Models.cs"]), Encoding.Unicode);

        Assert.True(_folder.Build().Compiled("First"));
    }

    [Fact]
    public void Change_of_external_data_is_seen()
    {
        MoveWeightsOut(_folder[TestProject.Model], "weights.bin");
        _folder.Declare(("First", Arguments));
        var first = _folder.Build();
        Assert.True(first.Succeeded, first.Log);
        Assert.False(_folder.Build().Compiled("First"));

        var bytes = File.ReadAllBytes(_folder["weights.bin"]);
        bytes.AsSpan(0, 4).CopyTo(bytes.AsSpan(4));
        File.WriteAllBytes(_folder["weights.bin"], bytes);

        Assert.True(_folder.Build().Compiled("First"));
    }

    [Fact]
    public void Scales_are_calibrated_again_on_demand_only()
    {
        _folder.Declare(("First", Arguments + """, ScaleTable = "first.json" """));
        Assert.True(_folder.Build().Succeeded);
        Assert.False(_folder.Build().Compiled("First"));
        var table = File.ReadAllText(_folder["first.json"]);
        File.WriteAllLines(_folder[TestProject.Data], File.ReadLines(_folder[TestProject.Data]).Take(20).ToArray());

        var stale = _folder.Build();
        Assert.Contains("error QG0232", stale.Log, StringComparison.Ordinal);
        Assert.True(_folder.Build(refreshScales: true).Compiled("First"));

        Assert.NotEqual(table, File.ReadAllText(_folder["first.json"]));
        Assert.False(_folder.Build().Compiled("First"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ \"Models\": 7 }")]
    [InlineData("null")]
    public void Damaged_state_means_that_everything_is_built_again(string text)
    {
        _folder.Declare(("First", Arguments));
        Assert.True(_folder.Build().Succeeded);

        File.WriteAllText(Path.Combine(_folder.OutputFolder, "quantgen.state.json"), text);

        Assert.True(_folder.Build().Compiled("First"));
    }

    [Fact]
    public void Unfinished_files_are_removed()
    {
        _folder.Declare(("First", Arguments));
        Directory.CreateDirectory(_folder.OutputFolder);
        var unfinished = Path.Combine(_folder.OutputFolder, "First.qplan.1234.tmp");
        File.WriteAllText(unfinished, "half");

        Assert.True(_folder.Build().Succeeded);

        Assert.False(File.Exists(unfinished));
    }

    [Fact]
    public async Task One_process_at_a_time_has_the_folder()
    {
        var first = OutputFolder.Open(_folder.OutputFolder);

        var second = Task.Run(() => OutputFolder.Open(_folder.OutputFolder));
        await Task.Delay(200);
        Assert.False(second.IsCompleted);
        first.Dispose();

        (await second).Dispose();
    }

    public void Dispose()
    {
        _folder.Dispose();
    }

    /// <summary>Moves the content of a model's largest tensor to a file beside it.</summary>
    private static void MoveWeightsOut(string model, string file)
    {
        var proto = ModelProto.Parser.ParseFrom(File.ReadAllBytes(model));
        var tensor = proto.Graph.Initializer.MaxBy(tensor => tensor.RawData.Length)!;
        File.WriteAllBytes(Path.Combine(Path.GetDirectoryName(model)!, file), tensor.RawData.ToByteArray());
        tensor.ClearRawData();
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = file });
        File.WriteAllBytes(model, proto.ToByteArray());
    }
}
