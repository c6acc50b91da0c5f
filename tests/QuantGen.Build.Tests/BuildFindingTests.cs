using QuantGen.Findings;

namespace QuantGen.Build.Tests;

/// <summary>What the tool leaves for the editor: diagnostics that a change of the attribute answers, with the change.</summary>
public sealed class BuildFindingTests : IDisposable
{
    private const string Model = "Model = \"digits_mlp.onnx\"";
    private const string Data = "Calibration = \"digits.csv\"";

    private readonly ToolFolder _folder = new();

    [Theory]
    [InlineData("Model = \"digit_mlp.onnx\", " + Data, "QG0101", "Model", "digit_mlp.onnx", "digits_mlp.onnx")]
    [InlineData("Model = \"modles\\\\copy.onnx\", " + Data, "QG0101", "Model", "modles\\copy.onnx", "models/copy.onnx")]
    [InlineData(Model + ", Calibration = \"digts.csv\"", "QG0222", "Calibration", "digts.csv", "digits.csv")]
    [InlineData(Model + ", Calibration = \"data/digits.cvs\"", "QG0222", "Calibration", "data/digits.cvs", "data/digits.npy")]
    [InlineData(Model, "QG0221", "Calibration", "", "calib.csv")]
    [InlineData(Model + ", ScaleTable = \"missing.json\"", "QG0221", "Calibration", "", "calib.csv")]
    public void The_nearest_file_is_proposed(string arguments, string id, string argument, string given, string path)
    {
        Directory.CreateDirectory(_folder["models"]);
        Directory.CreateDirectory(_folder["data"]);
        Directory.CreateDirectory(_folder["obj"]);
        File.WriteAllText(_folder["models/copy.onnx"], "");
        File.WriteAllText(_folder["data/digits.npy"], "");
        File.WriteAllText(_folder["calib.csv"], "");
        File.WriteAllText(_folder["obj/modles_copy.onnx"], "");
        _folder.Declare(("First", arguments));

        foreach (var isDesignTime in new[] { true, false })
        {
            Assert.False(_folder.Build(isDesignTime: isDesignTime).Succeeded);
            var finding = Assert.Single(_folder.Findings());

            Assert.Equal(("First", id), (finding.ClassName, finding.Id));
            Assert.Equal(new AttributeFix(ArgumentEdit.Set, argument, given, path), finding.Fix);
        }

        // With the proposal in place, nothing is left to say about it.
        _folder.Declare(("First", $"{Model}, {Data}"));
        Assert.True(_folder.Build().Succeeded);
        Assert.Empty(_folder.Findings());
    }

    [Fact]
    public void A_missing_model_does_not_hide_that_the_data_is_missing()
    {
        _folder.Declare(("First", "Model = \"digit_mlp.onnx\", Calibration = \"digts.csv\""));

        Assert.False(_folder.Build().Succeeded);
        Assert.Equal(["QG0101", "QG0222"], _folder.Findings().Select(finding => finding.Id));
    }

    [Fact]
    public void A_path_out_of_the_project_is_looked_for_where_it_leads()
    {
        var outside = Directory.CreateTempSubdirectory("quantgen-beside-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(outside, "shared.onnx"), "");
            var relative = Path.GetRelativePath(_folder.Folder, outside).Replace('\\', '/');
            _folder.Declare(("First", $"Model = \"{relative}/sharde.onnx\", {Data}"));

            Assert.False(_folder.Build().Succeeded);
            Assert.Equal($"{relative}/shared.onnx", Assert.Single(_folder.Findings()).Fix.Proposed);
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    [Fact]
    public void A_path_like_no_other_has_no_proposal()
    {
        File.Delete(_folder[TestProject.Model]);
        _folder.Declare(("First", $"{Model}, {Data}"));

        Assert.False(_folder.Build().Succeeded);
        Assert.Equal(new AttributeFix(ArgumentEdit.None, "Model", TestProject.Model), Assert.Single(_folder.Findings()).Fix);
    }

    [Fact]
    public void A_misspelt_node_stays_known_while_the_outputs_do()
    {
        _folder.Declare(("First", $"{Model}, {Data}, KeepFloatNodes = [\"/net/0/Gem\"]"));
        Assert.True(_folder.Build().Succeeded);
        var finding = Assert.Single(_folder.Findings());
        Assert.Equal(("QG0212", ArgumentEdit.ReplaceElement, "/net/0/Gem"), (finding.Id, finding.Fix.Edit, finding.Fix.Given));

        _folder.Declare(("First", $"{Model}, {Data}, KeepFloatNodes = [\"/net/0/Gem\"]"), ("Second", $"{Model}, {Data}"));
        Assert.False(_folder.Build().Compiled("First"));
        Assert.Equal([finding], _folder.Findings());
    }

    public void Dispose()
    {
        _folder.Dispose();
    }
}
