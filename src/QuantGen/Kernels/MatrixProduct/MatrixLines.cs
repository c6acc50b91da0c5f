using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>A matrix seen as lines (rows of the left operand, columns of the right one) along the reduction.</summary>
internal readonly unsafe struct MatrixLines
{
    private const int Square = 4;

    private readonly float* _data;
    private readonly nint _lineStride;
    private readonly nint _step;

    /// <summary>States where the lines are.</summary>
    /// <param name="data">The first element of the first line.</param>
    /// <param name="lineStride">Elements from one line to the next.</param>
    /// <param name="step">Elements from one position of a line to the next.</param>
    internal MatrixLines(float* data, nint lineStride, nint step)
    {
        _data = data;
        _lineStride = lineStride;
        _step = step;
    }

    /// <summary>The same lines of another matrix, so many elements further.</summary>
    internal MatrixLines Skip(nint elements)
    {
        return new MatrixLines(_data + elements, _lineStride, _step);
    }

    /// <summary>The lines from one on, from a position on.</summary>
    internal MatrixLines At(int line, int position)
    {
        return Skip((line * _lineStride) + (position * _step));
    }

    /// <summary>A contiguous line: the operand's own memory, or a copy in <paramref name="scratch"/>.</summary>
    internal float* Line(int line, float* scratch, int length)
    {
        if (_step == 1)
        {
            return _data + (line * _lineStride);
        }

        for (nint position = 0; position < length; position++)
        {
            scratch[position] = _data[(line * _lineStride) + (position * _step)];
        }

        return scratch;
    }

    /// <summary>Writes a panel <c>[length][<see cref="FloatTile.PanelWidth"/>]</c>, zero beyond the last line.</summary>
    /// <param name="packed">Where to.</param>
    /// <param name="lines">Lines there are; of more than a panel holds the first ones are taken.</param>
    /// <param name="length">Positions of a line.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Pack(float* packed, int lines, int length)
    {
        if (lines >= FloatTile.PanelWidth && _lineStride == 1)
        {
            for (nint position = 0; position < length; position++)
            {
                Vector512.Load(_data + (position * _step)).Store(packed + (position * FloatTile.PanelWidth));
            }
        }
        else if (lines >= FloatTile.PanelWidth && _step == 1 && (Sse2.IsSupported || AdvSimd.Arm64.IsSupported))
        {
            PackTransposed(packed, length);
        }
        else
        {
            PackEach(packed, 0, Math.Min(lines, FloatTile.PanelWidth), 0, length);
        }
    }

    /// <summary>Packs a whole panel whose lines are contiguous, four positions of four lines at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackTransposed(float* packed, int length)
    {
        var whole = length & -Square;
        for (nint line = 0; line < FloatTile.PanelWidth; line += Square)
        {
            var first = _data + (line * _lineStride);
            for (nint position = 0; position < whole; position += Square)
            {
                var source = first + position;
                var target = packed + (position * FloatTile.PanelWidth) + line;
                Transpose(
                    Vector128.Load(source),
                    Vector128.Load(source + _lineStride),
                    Vector128.Load(source + (2 * _lineStride)),
                    Vector128.Load(source + (3 * _lineStride)),
                    target);
            }
        }

        PackEach(packed, 0, FloatTile.PanelWidth, whole, length);
    }

    /// <summary>Stores four lines as four columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d, float* target)
    {
        // In pairs: a0 b0 a1 b1, then a2 b2 a3 b3.
        var (ab01, cd01) = (ZipLow(a, b).AsDouble(), ZipLow(c, d).AsDouble());
        var (ab23, cd23) = (ZipHigh(a, b).AsDouble(), ZipHigh(c, d).AsDouble());
        ZipLow(ab01, cd01).AsSingle().Store(target);
        ZipHigh(ab01, cd01).AsSingle().Store(target + FloatTile.PanelWidth);
        ZipLow(ab23, cd23).AsSingle().Store(target + (2 * FloatTile.PanelWidth));
        ZipHigh(ab23, cd23).AsSingle().Store(target + (3 * FloatTile.PanelWidth));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipLow(Vector128<float> first, Vector128<float> second)
    {
        return Sse.IsSupported ? Sse.UnpackLow(first, second) : AdvSimd.Arm64.ZipLow(first, second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipHigh(Vector128<float> first, Vector128<float> second)
    {
        return Sse.IsSupported ? Sse.UnpackHigh(first, second) : AdvSimd.Arm64.ZipHigh(first, second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> ZipLow(Vector128<double> first, Vector128<double> second)
    {
        return Sse2.IsSupported ? Sse2.UnpackLow(first, second) : AdvSimd.Arm64.ZipLow(first, second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> ZipHigh(Vector128<double> first, Vector128<double> second)
    {
        return Sse2.IsSupported ? Sse2.UnpackHigh(first, second) : AdvSimd.Arm64.ZipHigh(first, second);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackEach(float* packed, int firstLine, int lines, int firstPosition, int length)
    {
        for (nint position = firstPosition; position < length; position++)
        {
            var target = new Span<float>(packed + (position * FloatTile.PanelWidth), FloatTile.PanelWidth);
            for (var line = firstLine; line < lines; line++)
            {
                target[line] = _data[(line * _lineStride) + (position * _step)];
            }

            target[lines..].Clear();
        }
    }
}
