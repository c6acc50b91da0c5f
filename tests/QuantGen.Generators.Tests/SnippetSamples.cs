using System.Globalization;

namespace QuantGen.Generators.Tests;

/// <summary>Declarations and plans that the tests share.</summary>
internal static class SnippetSamples
{
    public const string Hash = "sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    public const string Classifier = """
        using QuantGen;
        using static QuantGen.QuantizationMode;

        namespace Samples.Digits;

        /// <summary>Says which digit an image shows.</summary>
        [Quantize(Static, Model = "digits.onnx", Calibration = "calibration.csv")]
        public sealed partial class DigitClassifier;
        """;

    public const string ClassifierWeights = "Samples.Digits.DigitClassifier.qweights";

    /// <summary>
    /// Quantizes an image of 2 x 4 pixels, adds one to each byte by a table in the weights, applies Relu by a table in the code, takes
    /// the maximum over the rows, and dequantizes: every kind of operand, with few kernels.
    /// </summary>
    public static readonly string ClassifierPlan = $"""
        quantgen-plan 1
        class "Samples.Digits.DigitClassifier"
        request {GeneratorHarness.Request}
        model "digits.onnx" {Hash}
        mode Static
        symbol N chunk 4
        input image "input" float32 [N, 1, 2, 4]
        output scores "output" float32 [N, 4]
        weights 256 {Hash}
        arena 128
        constant increments uint8 [256] at 0
        constant reluTable uint8 [256] = [{string.Join(", ", Table(value => Math.Max(value, 128)))}]
        tensor image8 "input_quantized" uint8 [N, 2, 4] at 0 scale 0.5 zero 128
        tensor relu1 "/relu1/Relu_output_0" uint8 [N, 2, 4] at 64 scale 0.5 zero 128
        tensor pooled "-" uint8 [N, 4] at 0
        scale conv1Weights "conv1.weight" axis 0 = [0.01, 0.0123457, 2E-05]
        step quantizeInput "Quantize the input" Quantization.Quantize
          input = %image
          output = %image8
          rows = N
          columns = 8
          scale = 0.5f
          zeroPoint = 128
        step increment "Add one" LookupTable.Apply
          input = %image8
          output = %relu1
          table = %increments
        step relu1 "Relu" LookupTable.Apply
          input = %relu1
          output = %relu1
          table = %reluTable
        step pool "Max pooling 2x1" QuantizedPooling.Max
          input = %relu1
          output = %pooled
          geometry = PoolingGeometry(batch = N, inputHeight = 2, inputWidth = 1, channels = 4, outputHeight = 1, outputWidth = 1, kernelHeight = 2, kernelWidth = 1, strideHeight = 1, strideWidth = 1, dilationHeight = 1, dilationWidth = 1, padTop = 0, padLeft = 0)
        step dequantizeOutput "Dequantize the output." Quantization.Dequantize
          input = %pooled
          output = %scores
          rows = N
          columns = 4
          scale = 0.5f
          zeroPoint = 128

        """;

    /// <summary>The weights of <see cref="ClassifierPlan"/>.</summary>
    public static byte[] ClassifierWeightBytes =>
        [.. Table(value => Math.Min(value + 1, 255)).Select(text => byte.Parse(text, CultureInfo.InvariantCulture))];

    /// <summary>What the classifier of <see cref="ClassifierPlan"/> computes.</summary>
    public static float[] Classify(float[] image)
    {
        var scores = new float[image.Length / 2];
        for (var i = 0; i < scores.Length; i++)
        {
            var first = (i / 4 * 8) + (i % 4);
            var largest = Math.Max(Quantize(image[first]), Quantize(image[first + 4]));
            scores[i] = (Math.Max(Math.Min(largest + 1, 255), 128) - 128) * 0.5f;
        }

        return scores;

        static int Quantize(float value) => Math.Clamp((int)MathF.Round(value / 0.5f, MidpointRounding.ToEven) + 128, 0, 255);
    }

    private static IEnumerable<string> Table(Func<int, int> function)
    {
        return Enumerable.Range(0, 256).Select(value => function(value).ToString(CultureInfo.InvariantCulture));
    }
}
