namespace QuantGen.TestSupport.Models;

/// <summary>A photo of the shared data.</summary>
/// <param name="pixels">Rows of red, green and blue, 0 to 255.</param>
internal sealed class Photo(byte[] pixels)
{
    public const int Width = 320;

    public const int Height = 240;

    /// <summary>The photo as <c>[3, Height, Width]</c>.</summary>
    public float[] ToPlanes(Func<float, float> normalize)
    {
        var planes = new float[pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            planes[i % 3 * Height * Width + i / 3] = normalize(pixels[i]);
        }

        return planes;
    }

    /// <summary>The luminance (BT.601), 0 to 1, as <c>[side, side]</c>, bilinear between pixel centres.</summary>
    public float[] ToLuminance(int side)
    {
        var result = new float[side * side];
        for (var row = 0; row < side; row++)
        {
            var y = Math.Clamp((row + 0.5f) * Height / side - 0.5f, 0, Height - 1);
            for (var column = 0; column < side; column++)
            {
                var x = Math.Clamp((column + 0.5f) * Width / side - 0.5f, 0, Width - 1);
                result[row * side + column] = Interpolate(x, y);
            }
        }

        return result;
    }

    private float Interpolate(float x, float y)
    {
        var (left, top) = ((int)x, (int)y);
        var (right, bottom) = (Math.Min(left + 1, Width - 1), Math.Min(top + 1, Height - 1));
        var upper = Mix(Luminance(left, top), Luminance(right, top), x - left);
        var lower = Mix(Luminance(left, bottom), Luminance(right, bottom), x - left);
        return Mix(upper, lower, y - top);
    }

    /// <summary>In two roundings: <see cref="float.Lerp"/> multiplies and adds in one where the processor can.</summary>
    private static float Mix(float from, float to, float share)
    {
        return (from * (1 - share)) + (to * share);
    }

    private float Luminance(int x, int y)
    {
        var rgb = pixels.AsSpan((y * Width + x) * 3, 3);
        return (0.299f * rgb[0] + 0.587f * rgb[1] + 0.114f * rgb[2]) / 255;
    }
}
