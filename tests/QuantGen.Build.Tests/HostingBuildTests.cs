namespace QuantGen.Build.Tests;

/// <summary>Several classes in one library, wherever a class can stand, used by a program that knows none of them.</summary>
public sealed class HostingBuildTests : IDisposable
{
    private const string Library =
        """
        using QuantGen;

        [Quantize(QuantizationMode.Static, Model = "digits_mlp.onnx", Calibration = "digits.csv")]
        internal sealed partial class Classifier;

        namespace Models
        {
            [Quantize(QuantizationMode.Static, Model = "digits_mlp.onnx", Calibration = "digits.csv")]
            public sealed partial class Classifier;

            [Quantize(QuantizationMode.Dynamic, Model = "digits_mlp.onnx")]
            public sealed partial class DynamicClassifier;

            [Quantize(QuantizationMode.WeightOnly, Model = "digits_mlp.onnx", WeightFormat = WeightFormat.Int4)]
            public sealed partial class SmallClassifier;

            public static partial class Outer
            {
                [Quantize(QuantizationMode.Static, Model = "copy of digits.onnx", Calibration = "digits.csv", PerChannel = false)]
                internal sealed partial class Classifier;
            }

            public static class Catalog
            {
                public static IReadOnlyList<IQuantizedModel> CreateAll()
                {
                    return [new global::Classifier(), new Classifier(), new DynamicClassifier(), new SmallClassifier(), new Outer.Classifier()];
                }
            }
        }
        """;

    private const string Host =
        """
        foreach (var model in Models.Catalog.CreateAll())
        {
            using (model)
            {
                var input = model.Inputs.Single();
                var output = model.Outputs.Single();
                var pixels = Enumerable.Range(0, 2 * 64).Select(i => i % 17 / 16f).ToArray();
                var scores = new float[2, 10];
                model.Run(new Dictionary<string, Array> { [input.Name] = pixels, [output.Name] = scores });
                var sum = scores.Cast<float>().Sum(MathF.Abs);
                Console.WriteLine($"{model.GetType().FullName} {input.ElementType.Name} {string.Join('x', input.Shape.ToArray())} {sum > 1}");
            }
        }
        """;

    private readonly TestProject _library = new();

    [Fact]
    public void A_program_runs_the_classes_of_a_library_by_name()
    {
        File.Delete(_library["Program.cs"]);
        File.Delete(_library["DigitClassifier.cs"]);
        File.Copy(_library[TestProject.Model], _library["copy of digits.onnx"]);
        _library.Write("Library.cs", Library);
        _library.Write(
            "App.csproj",
            TestProject.ProjectFile(
                "net10.0",
                """<PropertyGroup><OutputType>Library</OutputType><DefaultItemExcludes>$(DefaultItemExcludes);Host/**</DefaultItemExcludes></PropertyGroup>"""));
        Directory.CreateDirectory(_library["Host"]);
        _library.Write("Host/Program.cs", Host);
        _library.Write("Host/Host.csproj", TestProject.ProjectFile("net10.0", """<ItemGroup><ProjectReference Include="../App.csproj" /></ItemGroup>"""));

        _library.BuildCleanly("Host/Host.csproj");

        Assert.Equal(
            ["Classifier", "Models.Classifier", "Models.DynamicClassifier", "Models.Outer.Classifier", "Models.SmallClassifier"],
            _library.Outputs().Where(file => file.EndsWith(".qplan", StringComparison.Ordinal)).Select(Path.GetFileNameWithoutExtension));
        Assert.Equal(
            """
            Classifier Single -1x64 True
            Models.Classifier Single -1x64 True
            Models.DynamicClassifier Single -1x64 True
            Models.SmallClassifier Single -1x64 True
            Models.Outer+Classifier Single -1x64 True
            """.ReplaceLineEndings(),
            _library.RunProgram("Host/bin/Debug/net10.0/Host.dll"));
    }

    public void Dispose()
    {
        _library.Dispose();
    }
}
