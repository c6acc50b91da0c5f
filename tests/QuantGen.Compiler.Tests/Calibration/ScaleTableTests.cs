using System.Globalization;
using QuantGen.Compiler.Calibration;
using QuantGen.Compiler.Diagnostics;
using Xunit;

namespace QuantGen.Compiler.Tests.Calibration;

public sealed class ScaleTableTests : IDisposable
{
    private static readonly ScaleTable Table = new()
    {
        Origin = new ScaleTableOrigin(ContentHash.OfText("model"), ContentHash.OfText("data"), ContentHash.OfText("options")),
        Method = "MeanSquaredError",
        Tensors = [new("/conv/\"Relu\"_0", 0, 0.1f), new("input", -1.17549435E-38f, float.MaxValue), new("α", -0f, 0)],
        FloatNodes = [new("/softmax", "no quantized form")],
        BiasCorrections = [new("/conv", [0.5f, -0.25f]), new("/fc", [1])],
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
    }

    [Fact]
    public void Table_survives_the_round_trip()
    {
        Assert.True(Table.Save(_folder["t.json"]));

        var loaded = ScaleTable.Load(_folder["t.json"]);

        Assert.Equal(Table.Origin, loaded.Origin);
        Assert.Equal(Table.Method, loaded.Method);
        Assert.Equal(Table.Tensors, loaded.Tensors);
        Assert.Equal(Table.FloatNodes, loaded.FloatNodes);
        Assert.Equal(Table.ToJson(), loaded.ToJson());
    }

    [Fact]
    public void Text_is_the_same_in_every_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("fi-FI");
            var expected = $$"""
                {
                  "version": 1,
                  "model": "{{ContentHash.OfText("m")}}",
                  "data": "{{ContentHash.OfText("d")}}",
                  "options": "{{ContentHash.OfText("o")}}",
                  "method": "MinMax",
                  "tensors": [
                    {
                      "name": "x",
                      "min": -0.1,
                      "max": 3.5
                    }
                  ],
                  "floatNodes": [],
                  "biasCorrections": [
                    {
                      "node": "n",
                      "values": [
                        0.25
                      ]
                    }
                  ]
                }

                """;
            var table = new ScaleTable
            {
                Origin = new ScaleTableOrigin(ContentHash.OfText("m"), ContentHash.OfText("d"), ContentHash.OfText("o")),
                Method = "MinMax",
                Tensors = [new("x", -0.1f, 3.5f)],
                BiasCorrections = [new("n", [0.25f])],
            };

            Assert.Equal(expected.ReplaceLineEndings("\n"), table.ToJson());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void File_is_written_only_when_it_differs()
    {
        Assert.True(Table.Save(_folder["t.json"]));
        Assert.False(Table.Save(_folder["t.json"]));
        Assert.True((Table with { Method = "MinMax" }).Save(_folder["t.json"]));
        Assert.Equal(["t.json"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Byte_order_mark_is_accepted()
    {
        _folder.Write("t.json", "\uFEFF" + Table.ToJson());

        Assert.Equal(Table.Tensors, ScaleTable.Load(_folder["t.json"]).Tensors);
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2", "version 1")]
    [InlineData("\"version\": 1", "\"version\": \"1\"", "'version' is not a JSON number")]
    [InlineData("\"method\"", "\"mehtod\"", "'method' is missing")]
    [InlineData("sha256:", "sha1:", "'model' is not a hash")]
    [InlineData("\"min\": 0,", "\"min\": 1,", "upside down")]
    [InlineData("\"max\": 0.1", "\"max\": 1e99", "'max' is not a float32")]
    [InlineData("\"max\": 0.1", "\"max\": null", "'max' is not a JSON number")]
    [InlineData("\"name\": \"input\"", "\"name\": \"\\u03B1\"", "twice")]
    [InlineData("\"name\": \"input\"", "\"name\": \"\\uD800\"", "'name' is not valid text")]
    [InlineData("\"node\": \"/fc\"", "\"node\": \"/conv\"", "the bias correction of node '/conv' is in it twice")]
    public void Malformed_table_is_reported(string old, string replacement, string reason)
    {
        var text = Table.ToJson();
        var edited = text[..text.IndexOf(old, StringComparison.Ordinal)] + replacement
            + text[(text.IndexOf(old, StringComparison.Ordinal) + old.Length)..];

        var diagnostic = Fails(_folder.Write("t.json", edited));

        Assert.Equal(("QG0231", new DiagnosticLocation(_folder["t.json"])), (diagnostic.Id, diagnostic.Location));
        Assert.Contains(reason, diagnostic.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("{\n  \"version\": 1,\n<<<<<<< HEAD\n", 3, 1)]
    public void Text_that_is_not_json_is_reported_where_it_breaks(string text, int line, int column)
    {
        var diagnostic = Fails(_folder.Write("t.json", text));

        Assert.Equal(("QG0231", new DiagnosticLocation(_folder["t.json"], line, column)), (diagnostic.Id, diagnostic.Location));
    }

    [Fact]
    public void Every_prefix_is_reported()
    {
        var text = Table.ToJson().TrimEnd();
        for (var length = 0; length < text.Length; length += 7)
        {
            Assert.Equal("QG0231", Fails(_folder.Write("t.json", text[..length])).Id);
        }
    }

    [Theory]
    [InlineData("model", "data", "options", "")]
    [InlineData("model", null, "options", "")]
    [InlineData("other", "data", "options", "the model changed")]
    [InlineData("model", "other", "options", "the calibration data changed")]
    [InlineData("other", null, "other", "the model and the attribute's options changed")]
    public void Stale_table_says_what_changed(string model, string? data, string options, string changed)
    {
        var current = new ScaleTableOrigin(
            ContentHash.OfText(model), data is null ? null : ContentHash.OfText(data), ContentHash.OfText(options));

        var diagnostic = Table.FindStale("t.json", current, "make it again");

        Assert.Equal(changed.Length == 0 ? null : "QG0232", diagnostic?.Id);
        Assert.Contains(changed, diagnostic?.ToString() ?? "", StringComparison.Ordinal);
        Assert.StartsWith(changed.Length == 0 ? "" : "t.json: error QG0232", diagnostic?.ToString() ?? "", StringComparison.Ordinal);
        Assert.EndsWith(changed.Length == 0 ? "" : ": make it again", diagnostic?.ToString() ?? "", StringComparison.Ordinal);
    }

    private static Diagnostic Fails(string path)
    {
        return Assert.Single(Assert.Throws<CompilationException>(() => ScaleTable.Load(path)).Diagnostics);
    }
}
