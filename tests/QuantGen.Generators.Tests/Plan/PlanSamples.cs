using QuantGen.Plan;

namespace QuantGen.Generators.Tests.Plan;

/// <summary>Plans that the tests share.</summary>
internal static class PlanSamples
{
    public const string Hash = "sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    /// <summary>Every directive and every kind of value once, in canonical form.</summary>
    public const string Everything = $$"""
        quantgen-plan 1
        class "Samples.Digits.DigitClassifier"
        request {{Hash}}
        model "digits \"v2\"\u0001.onnx" {{Hash}}
        mode Static
        symbol N chunk 16
        symbol sequence
        input image "input" float32 [N, 1, 8, sequence]
        output scores "output:0" float32 [N, 10]
        weights 24688 {{Hash}}
        arena 64 * sequence + 20480
        constant conv1Weights int8 [16, 12] at 0
        constant conv1Multipliers float32 [2, 2] = [0.00123, -0, infinity, 1.4013E-45]
        constant large int64 [1] = [-9007199254740992]
        constant empty uint8 [0] = []
        tensor relu1 "/conv1/Relu_output_0" uint8 [N, 8, ((sequence + 3) / (4)), 16] at 0 scale 0.0123 zero 3
        tensor scratch "-" float32 [max(N, sequence), 40] at 64 * sequence
        scale conv1Weights "conv1.weight" axis 0 = [0.01, 0.02]
        step conv1 "Conv 3x3, 1 to 16 channels, Relu" QuantizedConvolution.Run
          input = %image
          weights = %conv1Weights
          bias = none
          output = %relu1
          geometry = ConvolutionGeometry(batch = N, inputHeight = 8, padding = Padding(top = 1, left = -1))
          mode = PaddingMode.Reflect
          low = -infinityf
          alpha = 0.1f
          isLast = true
          axes = [0, 2 * sequence - 1]
          factors = [0.5f, nanf]
          nothing = []
        step second "" Softmax.Run

        """;

    /// <summary>The text with some of it replaced, which must occur.</summary>
    public static string With(string text, string oldValue, string newValue)
    {
        return text.Contains(oldValue, StringComparison.Ordinal)
            ? text.Replace(oldValue, newValue, StringComparison.Ordinal)
            : throw new ArgumentException($"'{oldValue}' is not in the text.");
    }

    public static PlanDocument Parsed => PlanParser.Parse(Everything);
}
