using QuantGen.Plan;
using QuantGen.TestSupport.Mutation;
using Xunit;

namespace QuantGen.Generators.Tests.Plan;

public class PlanErrorTests
{
    [Theory]
    [InlineData("quantgen-plan 1", "quantgen-plan 2", 1, 15, "version 2 of the plan format is not known")]
    [InlineData("quantgen-plan 1\n", "", 1, 7, "a plan starts with")]
    [InlineData("mode Static\n", "mode Static\nmode Static\n", 6, 1, "'mode' is given twice")]
    [InlineData("mode Static\n", "moody Static\n", 5, 1, "unknown directive")]
    [InlineData("mode Static\n", "", 32, 1, "the plan has no 'mode'")]
    [InlineData("mode Static\n", "mode Static now\n", 5, 13, "unexpected text")]
    [InlineData("mode Static\n", "\tmode Static\n", 5, 1, "expected a directive")]
    [InlineData("request sha256:0", "request sha256:G", 3, 9, "64 hexadecimal digits")]
    [InlineData("\"Samples.", "\"Samples\\q.", 2, 15, "unknown escape")]
    [InlineData("Classifier\"", "Classifier", 2, 38, "not closed")]
    [InlineData("symbol sequence", "symbol N", 7, 8, "'N' cannot be a symbol's name")]
    [InlineData("symbol sequence", "symbol max", 7, 8, "'max' cannot be a symbol's name")]
    [InlineData("symbol sequence", "symbol sequence chunk 2", 7, 17, "a chunk symbol already")]
    [InlineData("[N, 10]", "[10, N]", 9, 34, "the chunk symbol is the first dimension")]
    [InlineData("[N, 10]", "[N, -10]", 9, 38, "the value is negative")]
    [InlineData("[N, 10]", "[N, M]", 9, 38, "'M' is not a symbol")]
    [InlineData("[N, 10]", "[N, 10 / 0]", 9, 44, "divides by zero")]
    [InlineData("[N, 10]", "[N, 9223372036854775807 * 2]", 9, 61, "too large")]
    [InlineData("output scores", "output image", 9, 8, "'image' names something else already")]
    [InlineData("float32 [N, 10]", "float31 [N, 10]", 9, 26, "expected an element type")]
    [InlineData("weights 24688", "weights -1", 10, 9, "expected the size in bytes")]
    [InlineData("int8 [16, 12] at 0", "int8 [N, 12] at 0", 12, 28, "holds no symbols")]
    [InlineData("[-9007199254740992]", "[0.5]", 14, 29, "not a value of int64")]
    [InlineData("[-9007199254740992]", "[1, 2]", 14, 28, "the table's length")]
    [InlineData("1.4013E-45]", "1E39]", 13, 68, "too large for a float")]
    [InlineData("scale 0.0123", "scale -0.0123", 16, 89, "positive and finite")]
    [InlineData("step second", "step conv1", 32, 6, "there is a step 'conv1' already")]
    [InlineData("  output = %relu1", "  output = %relu2", 23, 13, "'relu2' is not an input")]
    [InlineData("  bias = none", "  input = none", 22, 3, "'input' is given twice")]
    [InlineData("  bias = none", "  bias = nothing", 22, 10, "neither '.' nor '('")]
    [InlineData("[0.5f, nanf]", "[0.5f, 1]", 30, 21, "either integers or floats")]
    [InlineData("batch = N, inputHeight", "batch = N, batch", 24, 45, "'batch' is given twice")]
    [InlineData("weights 24688", "step x \"\" A.B\nweights 24688", 10, 1, "'weights' must come first")]
    [InlineData("mode Static\n", "mode Static\n  x = 1\n", 6, 3, "an indented line must follow a step")]
    public void An_error_says_where_and_why(string oldText, string newText, int line, int column, string reason)
    {
        var text = PlanSamples.With(PlanSamples.Everything, oldText, newText);
        var exception = Assert.Throws<PlanFormatException>(() => PlanParser.Parse(text));

        Assert.Contains(reason, exception.Reason, StringComparison.Ordinal);
        Assert.Equal((line, column), (exception.Line, exception.Column));
        Assert.Equal(reason.StartsWith("version", StringComparison.Ordinal), exception.IsUnknownVersion);
    }

    [Fact]
    public void Nesting_and_growth_are_bounded()
    {
        var deep = new string('(', 100_000) + "1" + new string(')', 100_000);
        var minus = new string('-', 100_000) + "1";
        var structures = string.Concat(Enumerable.Repeat("A(b = ", 100_000));
        var product = string.Join(" * ", Enumerable.Repeat("(N + sequence)", 1_000));
        var quotients = "N";
        for (var i = 0; i < 30; i++)
        {
            quotients = $"({quotients}) / (7 + N) * (N + sequence)";
        }

        Assert.All(
            new[] { deep, minus, structures, product, quotients },
            value =>
            {
                var text = PlanSamples.With(PlanSamples.Everything, "isLast = true", "isLast = " + value);
                Assert.Throws<PlanFormatException>(() => PlanParser.Parse(text));
            });
    }

    [Fact]
    public void Mutated_text_gives_a_plan_or_a_format_error()
    {
        var text = "";
        MutationRun.Check(
            "plan: read",
            700,
            seed => text = PlanMutations.Mutate(PlanSamples.Everything, new Random(seed)),
            () =>
            {
                try
                {
                    PlanWriter.Write(PlanParser.Parse(text));
                    return false;
                }
                catch (PlanFormatException exception)
                {
                    Assert.True(exception.Line > 0 && exception.Column > 0);
                    return true;
                }
            });
    }
}
