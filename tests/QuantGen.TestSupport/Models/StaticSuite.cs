namespace QuantGen.TestSupport.Models;

/// <summary>
/// The models that static quantization is measured on: the static suite of <c>shared/models/README.md</c>, with its preprocessing.
/// Prepared calibration files live in a temporary folder until the suite is disposed.
/// </summary>
public sealed class StaticSuite : IDisposable
{
    /// <summary>The list to extend: a model's path under <c>shared/models</c>, and where its data comes from.</summary>
    private static readonly Dictionary<string, Func<SuiteDataFactory, SuiteData>> Models = new()
    {
        ["own/digits_cnn/digits"] = data => data.Csv("own/digits_cnn/calibration.csv", "own/digits_cnn/test.csv", 1, 8, 8),
        ["own/digits_mlp"] = data => data.Csv("data/digits_mlp/calib.csv", "data/digits_mlp/test.csv", 64),
        ["own/breast_cancer_mlp"] = data => data.Csv("data/breast_cancer/calib_std.csv", "data/breast_cancer/test_std.csv", 30),
        ["own/breast_cancer_mlp_raw"] = data => data.Csv("data/breast_cancer/calib.csv", "data/breast_cancer/test.csv", 30),
        ["own/mnist_lenet"] = data => data.Mnist(pixel => pixel / 255f),
        ["own/mnist_resnet8"] = data => data.Mnist(pixel => pixel / 255f),
        ["own/mnist_resnet8_bn"] = data => data.Mnist(pixel => pixel / 255f),
        ["own/mnist_mobilenetv2ish"] = data => data.Mnist(pixel => pixel / 255f),
        ["public/mnist"] = data => data.Mnist(pixel => pixel),
        ["public/burn_mnist"] = data => data.Mnist(pixel => (pixel / 255f - 0.1307f) / 0.3081f),
        ["public/mlperf_kws_f32"] = data => data.KeywordSpotting(),
        ["public/mlperf_kws_f32_bn"] = data => data.KeywordSpotting(),
        ["public/ultraface_slim320"] = data => data.Photos(),
        ["public/ultraface_rfb320_simplified"] = data => data.Photos(),
        ["public/super_resolution_10"] = data => data.PhotoLuminance(224),
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("quantgen-suite-");

    /// <summary>The models' names, in the order of the table that they come from.</summary>
    public static IReadOnlyCollection<string> Names => Models.Keys;

    /// <summary>A model and its data; skips the test when the machine does not have them.</summary>
    /// <exception cref="KeyNotFoundException">There is no such model in the suite.</exception>
    public SuiteModel Load(string name)
    {
        var data = Models[name](new SuiteDataFactory(Path.Combine(_folder.FullName, $"{name.Replace('/', '-')}.npy")));
        return new SuiteModel(name, SharedData.Models($"{name}.onnx"), data);
    }

    /// <summary>A model with the samples to measure on, as those of <see cref="RecordedSuite"/>; nothing to calibrate on.</summary>
    /// <inheritdoc cref="Load" path="/exception"/>
    public RecordedModel LoadRecorded(string name)
    {
        var model = Load(name);
        return new RecordedModel(name, model.ModelPath, [], [new RecordedInput(model.InputName, model.Data.Evaluation, SampleStacking.Batch)]);
    }

    /// <summary>Deletes the prepared files.</summary>
    public void Dispose()
    {
        _folder.Delete(recursive: true);
    }
}
