namespace QuantGen.Compiler.Quantization.Compression;

/// <summary>Scale and zero point of a block of 4-bit weights: <c>w = (code - ZeroPoint) * Scale</c>, codes 0 to 15. See <c>docs/numerics.md</c>.</summary>
/// <param name="Scale">A positive bfloat16 number.</param>
/// <param name="ZeroPoint">0 to 15; 8 for symmetric weights.</param>
internal readonly record struct BlockScale(float Scale, int ZeroPoint)
{
    /// <summary>The zero point of symmetric weights.</summary>
    public const int SymmetricZeroPoint = 8;

    private const int MostCode = 15;

    /// <summary>How far a search clips: even Laplacian weights in large blocks gain nothing below it.</summary>
    private const double SmallestShare = 0.5;

    private const int Candidates = 20;

    /// <summary>The scale, and where it is wanted the zero point, of a block.</summary>
    /// <param name="weights">Finite.</param>
    /// <param name="hasZeroPoint">Whether the zero point may be another than 8.</param>
    /// <param name="scaling">How to choose.</param>
    public static BlockScale Choose(ReadOnlySpan<float> weights, bool hasZeroPoint, WeightScaling scaling)
    {
        var (low, high) = (0.0, 0.0);
        foreach (var weight in weights)
        {
            (low, high) = (Math.Min(low, weight), Math.Max(high, weight));
        }

        return scaling == WeightScaling.LeastSquares
            ? Search(weights, low, high, hasZeroPoint)
            : hasZeroPoint ? Asymmetric(low, high) : Symmetric(low, high);
    }

    /// <summary>The codes of a block.</summary>
    /// <param name="weights">Finite.</param>
    /// <param name="scaling">The nearest codes; or, for least squares, codes whose errors also cancel.</param>
    public ushort[] Quantize(ReadOnlySpan<float> weights, WeightScaling scaling)
    {
        var (low, high) = (-ZeroPoint, MostCode - ZeroPoint);
        var steps = scaling == WeightScaling.LeastSquares
            ? WeightRounding.ToCancelling(weights, Scale, low, high)
            : WeightRounding.ToNearest(weights, Scale, low, high);
        var zeroPoint = ZeroPoint;
        return Array.ConvertAll(steps, step => (ushort)(step + zeroPoint));
    }

    /// <summary>The nearest code, ties to even.</summary>
    private int Quantize(float weight)
    {
        return (int)Math.Clamp(Math.Round((double)weight / Scale, MidpointRounding.ToEven) + ZeroPoint, 0, MostCode);
    }

    /// <summary>The smallest scale that clips nothing.</summary>
    private static BlockScale Symmetric(double low, double high)
    {
        return Make(Math.Max(high / (MostCode - SymmetricZeroPoint), -low / SymmetricZeroPoint), SymmetricZeroPoint);
    }

    /// <summary>The range, which contains 0, spread over all codes.</summary>
    private static BlockScale Asymmetric(double low, double high)
    {
        var scale = (high - low) / MostCode;
        var zeroPoint = scale > 0 ? Math.Round(-low / scale, MidpointRounding.ToEven) : SymmetricZeroPoint;
        return Make(scale, (int)Math.Clamp(zeroPoint, 0, MostCode));
    }

    private static BlockScale Make(double scale, int zeroPoint)
    {
        return IsUsable(scale) ? new BlockScale(BFloat16.RoundUp(scale), zeroPoint) : new BlockScale(1, zeroPoint);
    }

    /// <summary>A block of zeros, or of nothing that a normal scale can resolve, quantizes to zeros.</summary>
    private static bool IsUsable(double scale)
    {
        return scale >= BFloat16.ToFloat(0x0080);
    }

    /// <summary>
    /// Narrower and narrower ranges, from both ends and from either; for the codes that each of them gives, the scale of least squared error.
    /// </summary>
    private static BlockScale Search(ReadOnlySpan<float> weights, double low, double high, bool hasZeroPoint)
    {
        var best = Symmetric(low, high);
        var leastError = best.SquaredError(weights);
        for (var candidate = 0; candidate < Candidates; candidate++)
        {
            var share = 1 - ((1 - SmallestShare) * candidate / Candidates);
            Try(weights, Symmetric(low * share, high * share));
            if (hasZeroPoint)
            {
                Try(weights, Asymmetric(low * share, high * share));
                Try(weights, Asymmetric(low * share, high));
                Try(weights, Asymmetric(low, high * share));
            }
        }

        return best;

        void Try(ReadOnlySpan<float> values, BlockScale range)
        {
            Compare(values, range);
            Compare(values, range.Fit(values));
        }

        void Compare(ReadOnlySpan<float> values, BlockScale scale)
        {
            var error = scale.SquaredError(values);
            (best, leastError) = error < leastError ? (scale, error) : (best, leastError);
        }
    }

    /// <summary>The scale with the least squared error for the codes of this one: a linear regression through zero.</summary>
    private BlockScale Fit(ReadOnlySpan<float> weights)
    {
        var (products, squares) = (0.0, 0.0);
        foreach (var weight in weights)
        {
            double steps = Quantize(weight) - ZeroPoint;
            products += weight * steps;
            squares += steps * steps;
        }

        var scale = squares > 0 ? products / squares : 0;
        return IsUsable(scale) ? this with { Scale = BFloat16.Round(scale) } : this;
    }

    private double SquaredError(ReadOnlySpan<float> weights)
    {
        var sum = 0.0;
        foreach (var weight in weights)
        {
            var error = weight - ((Quantize(weight) - ZeroPoint) * (double)Scale);
            sum += error * error;
        }

        return sum;
    }
}
