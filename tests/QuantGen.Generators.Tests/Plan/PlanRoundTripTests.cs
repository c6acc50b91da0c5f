using System.Globalization;
using QuantGen.Plan;
using Xunit;

namespace QuantGen.Generators.Tests.Plan;

public class PlanRoundTripTests
{
    [Fact]
    public void A_parsed_plan_is_written_back_unchanged()
    {
        Assert.Equal(PlanSamples.Everything, PlanWriter.Write(PlanSamples.Parsed));
    }

    [Fact]
    public void Every_directive_reaches_the_document()
    {
        var plan = PlanSamples.Parsed;

        Assert.Equal("Samples.Digits.DigitClassifier", plan.ClassName);
        Assert.Equal("digits \"v2\"\u0001.onnx", plan.ModelFile);
        Assert.Equal([new PlanSymbol("N", 16), new PlanSymbol("sequence", null)], plan.Symbols);
        Assert.Equal([0.00123f, -0.0, double.PositiveInfinity, float.Epsilon], plan.Constants[1].Table!);
        Assert.True(double.IsNegative(plan.Constants[1].Table![1]));
        Assert.Equal((0.0123f, 3), (plan.Tensors[0].Scale, plan.Tensors[0].ZeroPoint));
        Assert.Equal(64L * 100 + 20480, plan.ArenaBytes.Evaluate(new Dictionary<string, long> { ["sequence"] = 100 }));
        Assert.Equal(
            [typeof(PlanValue.Reference), typeof(PlanValue.Reference), typeof(PlanValue.None), typeof(PlanValue.Reference),
             typeof(PlanValue.Structure), typeof(PlanValue.Enumeration), typeof(PlanValue.Float), typeof(PlanValue.Float),
             typeof(PlanValue.Boolean), typeof(PlanValue.List), typeof(PlanValue.List), typeof(PlanValue.List)],
            plan.Steps[0].Arguments.Select(argument => argument.Value.GetType()));
        Assert.Equal("conv1", plan.Steps[0].Name);
        Assert.Empty(plan.Steps[1].Arguments);
    }

    [Fact]
    public void A_plan_without_weights_is_header_only()
    {
        var header = PlanSamples.Everything[..PlanSamples.Everything.IndexOf("weights", StringComparison.Ordinal)];
        var plan = PlanParser.Parse(header);

        Assert.True(plan.IsHeaderOnly);
        Assert.Equal(header, PlanWriter.Write(plan));
    }

    [Fact]
    public void Comments_blank_lines_and_spaces_are_allowed()
    {
        var text = PlanSamples.With(PlanSamples.Everything, "mode Static\n", "# a comment\n\n   \nmode   Static  \n");
        Assert.Equal(PlanSamples.Everything, PlanWriter.Write(PlanParser.Parse(text)));
    }

    [Fact]
    public void The_text_does_not_depend_on_the_culture()
    {
        var previous = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("fi-FI");
            Assert.Equal(PlanSamples.Everything, PlanWriter.Write(PlanSamples.Parsed));
        }
        finally
        {
            CultureInfo.CurrentCulture = previous;
        }
    }

    [Fact]
    public void Floats_round_trip_to_the_same_bits()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var value = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
            if (!float.IsFinite(value))
            {
                continue;
            }

            var text = PlanNumber.Format(value);
            Assert.True(PlanNumber.TryParse(text, out var parsed));
            Assert.Equal(BitConverter.SingleToInt32Bits(value), BitConverter.SingleToInt32Bits((float)parsed));
            Assert.Equal(BitConverter.SingleToInt32Bits(value), BitConverter.SingleToInt32Bits(float.Parse(text, CultureInfo.InvariantCulture)));
        }
    }
}
