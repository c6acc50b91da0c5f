using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>The sum.</summary>
internal readonly struct SumFold : IFold
{
    public static Vector512<float> Start
    {
        get
        {
            return Vector512<float>.Zero;
        }
    }

    public static Vector512<float> Fold(Vector512<float> folded, Vector512<float> element)
    {
        return folded + element;
    }

    public static Vector512<float> Join(Vector512<float> left, Vector512<float> right)
    {
        return left + right;
    }

    public static Vector512<float> Finish(Vector512<float> folded, int count)
    {
        return folded;
    }
}

/// <summary>The sum divided by the number of elements.</summary>
internal readonly struct MeanFold : IFold
{
    public static Vector512<float> Start
    {
        get
        {
            return Vector512<float>.Zero;
        }
    }

    public static Vector512<float> Fold(Vector512<float> folded, Vector512<float> element)
    {
        return folded + element;
    }

    public static Vector512<float> Join(Vector512<float> left, Vector512<float> right)
    {
        return left + right;
    }

    public static Vector512<float> Finish(Vector512<float> folded, int count)
    {
        return folded / Vector512.Create((float)count);
    }
}

/// <summary>The sum of the squares.</summary>
internal readonly struct SumOfSquaresFold : IFold
{
    public static Vector512<float> Start
    {
        get
        {
            return Vector512<float>.Zero;
        }
    }

    public static Vector512<float> Fold(Vector512<float> folded, Vector512<float> element)
    {
        return folded + (element * element);
    }

    public static Vector512<float> Join(Vector512<float> left, Vector512<float> right)
    {
        return left + right;
    }

    public static Vector512<float> Finish(Vector512<float> folded, int count)
    {
        return folded;
    }
}

/// <summary>The sum of the absolute values.</summary>
internal readonly struct L1Fold : IFold
{
    public static Vector512<float> Start
    {
        get
        {
            return Vector512<float>.Zero;
        }
    }

    public static Vector512<float> Fold(Vector512<float> folded, Vector512<float> element)
    {
        return folded + Vector512.Abs(element);
    }

    public static Vector512<float> Join(Vector512<float> left, Vector512<float> right)
    {
        return left + right;
    }

    public static Vector512<float> Finish(Vector512<float> folded, int count)
    {
        return folded;
    }
}

/// <summary>The square root of the sum of the squares.</summary>
internal readonly struct L2Fold : IFold
{
    public static Vector512<float> Start
    {
        get
        {
            return Vector512<float>.Zero;
        }
    }

    public static Vector512<float> Fold(Vector512<float> folded, Vector512<float> element)
    {
        return folded + (element * element);
    }

    public static Vector512<float> Join(Vector512<float> left, Vector512<float> right)
    {
        return left + right;
    }

    public static Vector512<float> Finish(Vector512<float> folded, int count)
    {
        return Vector512.Sqrt(folded);
    }
}

/// <summary>The product.</summary>
internal readonly struct ProductFold : IFold
{
    public static Vector512<float> Start
    {
        get
        {
            return Vector512<float>.One;
        }
    }

    public static Vector512<float> Fold(Vector512<float> folded, Vector512<float> element)
    {
        return folded * element;
    }

    public static Vector512<float> Join(Vector512<float> left, Vector512<float> right)
    {
        return left * right;
    }

    public static Vector512<float> Finish(Vector512<float> folded, int count)
    {
        return folded;
    }
}

/// <summary>The largest element. NaN never wins; of equal elements the first stays.</summary>
internal readonly struct MaximumFold : IFold
{
    public static Vector512<float> Start
    {
        get
        {
            return Vector512.Create(float.NegativeInfinity);
        }
    }

    public static Vector512<float> Fold(Vector512<float> folded, Vector512<float> element)
    {
        return Vector512.ConditionalSelect(Vector512.GreaterThan(element, folded), element, folded);
    }

    public static Vector512<float> Join(Vector512<float> left, Vector512<float> right)
    {
        return Fold(left, right);
    }

    public static Vector512<float> Finish(Vector512<float> folded, int count)
    {
        return folded;
    }
}

/// <summary>The smallest element. NaN never wins; of equal elements the first stays.</summary>
internal readonly struct MinimumFold : IFold
{
    public static Vector512<float> Start
    {
        get
        {
            return Vector512.Create(float.PositiveInfinity);
        }
    }

    public static Vector512<float> Fold(Vector512<float> folded, Vector512<float> element)
    {
        return Vector512.ConditionalSelect(Vector512.LessThan(element, folded), element, folded);
    }

    public static Vector512<float> Join(Vector512<float> left, Vector512<float> right)
    {
        return Fold(left, right);
    }

    public static Vector512<float> Finish(Vector512<float> folded, int count)
    {
        return folded;
    }
}
