using System.Numerics.Tensors;
using QuantGen;
using QuantGen.Compiler;

namespace Samples.Digits;

/// <summary>The same network twice: as it was trained, and as the build quantized it.</summary>
internal sealed class DigitReaders : IDisposable
{
    private readonly DigitClassifier _int8 = new();
    private readonly FloatModel _float;

    public DigitReaders(string modelPath)
    {
        ModelFile = Path.GetFileName(modelPath);
        _float = FloatModel.Load(modelPath);
    }

    public string ModelFile { get; }

    public TensorInfo Input => _int8.Inputs[0];

    public TensorInfo Output => _int8.Outputs[0];

    /// <summary>Bytes of the float weights.</summary>
    public long FloatWeightBytes => _float.WeightBytes;

    /// <summary>Bytes of the int8 weights, with their scales and biases, as they are embedded in this assembly.</summary>
    public static long Int8WeightBytes
    {
        get
        {
            var assembly = typeof(DigitClassifier).Assembly;
            using var weights = assembly.GetManifestResourceStream($"{typeof(DigitClassifier).FullName}.qweights");
            return weights!.Length;
        }
    }

    /// <summary>Scores any number of images in float.</summary>
    /// <param name="images">64 pixels an image.</param>
    /// <returns>10 scores an image.</returns>
    public float[] ReadInFloat(float[] images)
    {
        var scores = new float[images.Length / DigitClassifier.ImageLength * DigitClassifier.ScoresLength];
        _float.Run(new Dictionary<string, Array> { [Input.Name] = images, [Output.Name] = scores });
        return scores;
    }

    /// <summary>Scores any number of images in int8.</summary>
    /// <inheritdoc cref="ReadInFloat"/>
    public float[] ReadInInt8(float[] images)
    {
        var scores = new float[images.Length / DigitClassifier.ImageLength * DigitClassifier.ScoresLength];
        _int8.Run(images, scores);
        return scores;
    }

    /// <summary>The digit with the highest score.</summary>
    /// <param name="scores">10 scores an image.</param>
    /// <param name="image">Which image.</param>
    public static int Digit(float[] scores, int image)
    {
        var row = scores.AsSpan(image * DigitClassifier.ScoresLength, DigitClassifier.ScoresLength);
        return row.IndexOf(TensorPrimitives.Max<float>(row));
    }

    public void Dispose()
    {
        _int8.Dispose();
        _float.Dispose();
    }
}
