using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace QuantGen.Assembler;

/// <summary>
/// The bytes of a line of a u8s8 depthwise convolution in tiles of up to eight columns: sixty-four channels. The last tile ends where the line does, so it
/// may compute again what the one before it did.
/// </summary>
/// <remarks>
/// A column is four quads, in the order in which unpacking its four pixels leaves the channels, which packing the sums undoes: no byte is shuffled for
/// itself. The last two quads lie first. They become words that wait in memory, so that eight columns fit in the registers.
/// </remarks>
public sealed class DepthwiseBytesAssembler : TileAssembler
{
    /// <summary>The members of <c>DepthwiseBytesCall</c>, in order.</summary>
    private enum Argument
    {
        Input,
        ColumnStep,
        TapOffsets,
        Taps,
        Weights,
        Channels,
        Columns,
        Target,
        TargetStep,
        Mask,
        Words,
    }

    private const int ColumnBytes = 4 * VectorBytes;
    private const int PairBytes = 2 * VectorBytes;

    /// <summary>Where <c>ByteStoreConstants</c> lies, behind the words: four vectors, then the table.</summary>
    private const int ZeroPointMember = MostRows * VectorBytes;

    private const int LowMember = ZeroPointMember + VectorBytes;
    private const int HighMember = ZeroPointMember + (2 * VectorBytes);
    private const int TableMember = ZeroPointMember + (4 * VectorBytes);

    private static readonly AssemblerRegister64 Input0 = rdi;
    private static readonly AssemblerRegister64 Columns = r12;
    private static readonly AssemblerRegister64 Target = rdx;
    private static readonly AssemblerRegister64 TargetStep = r13;
    private static readonly AssemblerRegister64 Words = r15;

    /// <summary>A pair of quads of the first column.</summary>
    private static readonly AssemblerRegister64 Pair = r14;

    /// <summary>Bias and multipliers of the pair.</summary>
    private static readonly AssemblerRegister64 Channels = r11;

    /// <summary>Where taps are counted, after that.</summary>
    private static readonly AssemblerRegister64 Table = Taps;

    /// <summary>The weights of a kernel row, where tiles read neighbouring columns; a tap's otherwise.</summary>
    private static readonly AssemblerRegisterZMM[] RowWeights = [zmm0, zmm1, zmm2, zmm3, zmm4];

    private static readonly AssemblerRegisterZMM Pixels = zmm5;

    /// <summary>Products that are issued before a sum is read again: as long as its last one takes.</summary>
    private const int ProductsInFlight = 6;

    /// <summary>The multipliers of a pair, where weights leave room.</summary>
    private static readonly AssemblerRegisterZMM[] Multipliers = [zmm3, zmm4];

    private static readonly AssemblerRegisterZMM Low = zmm2;
    private static readonly AssemblerRegisterZMM High = zmm3;

    private readonly int _kernelWidth;
    private readonly int _stride;

    /// <summary>Sums that are complete, and how many products were issued before.</summary>
    private readonly Queue<(int Column, int Quad, int Products)> _complete = [];

    private int _products;

    private DepthwiseBytesAssembler(int columns, int kernelWidth, int stride)
        : base(columns, panels: 2)
    {
        _kernelWidth = kernelWidth;
        _stride = stride;
    }

    /// <summary>
    /// Kernel widths and strides along the line for which there is code of its own, without dilation and with as few rows of quads as
    /// <see cref="QuadRows"/> says; (0, 0) suits all.
    /// </summary>
    public static IReadOnlyList<(int KernelWidth, int Stride)> Shapes { get; } = [(0, 0), (3, 1), (3, 2), (5, 1), (5, 2)];

    /// <summary>Rows of quads of a kernel that is as high as wide.</summary>
    private int QuadRows => (_kernelWidth + 3) / 4;

    private bool KeepsMultipliers => _kernelWidth == 3;

    /// <inheritdoc/>
    protected override IEnumerable<AssemblerRegister64> Saved => [.. base.Saved, Input0, Columns, TargetStep, Words, Pair];

    /// <summary>The code of lines in tiles of some columns.</summary>
    /// <param name="columns">Columns of a tile.</param>
    /// <param name="kernelWidth">As one of <see cref="Shapes"/> says.</param>
    /// <param name="stride">As the same says.</param>
    public static IReadOnlyList<Instruction> Assemble(int columns, int kernelWidth, int stride)
    {
        return new DepthwiseBytesAssembler(columns, kernelWidth, stride).Assemble();
    }

    /// <inheritdoc/>
    protected override void LoadArguments()
    {
        Code.mov(RowStep, Member(Argument.ColumnStep));
        Code.mov(Input0, Member(Argument.Input));
        Code.mov(Columns, Member(Argument.Columns));
        Code.mov(Target, Member(Argument.Target));
        Code.mov(TargetStep, Member(Argument.TargetStep));
        Code.mov(Words, Member(Argument.Words));
        Code.kmovq(k1, Member(Argument.Mask));
    }

    /// <inheritdoc/>
    protected override void WriteTiles()
    {
        var tile = Code.CreateLabel();
        var pair = Code.CreateLabel();
        var last = Code.CreateLabel();
        Code.Label(ref tile);
        Code.mov(Pair, Input0);
        Code.mov(Weights, Member(Argument.Weights));
        Code.mov(Channels, Member(Argument.Channels));
        Code.Label(ref pair);
        WriteQuad(quad: 0);
        WriteQuad(quad: 1);
        RoundComplete(productsAgo: 0);
        Code.add(Channels, 4 * VectorBytes);
        Code.cmp(Pair, Input0);
        Code.jne(last);
        for (var column = 0; column < Rows; column++)
        {
            Code.vmovdqu32(__zmmword_ptr[Words + (column * VectorBytes)], Sum(column, 0));
        }

        Code.add(Pair, PairBytes);
        Code.jmp(pair);
        Code.Label(ref last);
        StoreBytes();
        NextTile(new TileRegisters(Columns, Input0, Target, TargetStep), tile);
    }

    /// <summary>A quad of every column. Where there is no code between, some of its sums are rounded during the next one.</summary>
    private void WriteQuad(int quad)
    {
        Code.vmovdqu32(Sum(0, quad), __zmmword_ptr[Channels + (2 * quad * VectorBytes)]);
        for (var column = 1; column < Rows; column++)
        {
            Code.vmovdqa32(Sum(column, quad), Sum(0, quad));
        }

        if (KeepsMultipliers)
        {
            Code.vmovdqu32(Multipliers[quad], QuadMultipliers(quad));
        }

        if (_kernelWidth > 0)
        {
            for (var row = 0; row < QuadRows; row++)
            {
                WriteRow(quad, row);
            }
        }
        else
        {
            WriteTaps(quad);
        }
    }

    /// <summary>Four taps of every column at a time.</summary>
    private void WriteTaps(int quad)
    {
        var tap = Code.CreateLabel();
        Code.mov(TapOffsets, Member(Argument.TapOffsets));
        Code.mov(Taps, Member(Argument.Taps));
        Code.Label(ref tap);
        FindInputs(Pair);
        Code.vmovdqu32(RowWeights[0], __zmmword_ptr[Weights]);
        for (var column = 0; column < Rows; column++)
        {
            Code.vmovdqu32(RowRegister(column), Input(__zmmword_ptr, column) + (quad * VectorBytes));
            Code.vpdpbusd(Sum(column, quad), RowRegister(column), RowWeights[0]);
        }

        Code.add(Weights, VectorBytes);
        Code.add(TapOffsets, sizeof(long));
        Code.dec(Taps);
        Code.jne(tap);
        for (var column = 0; column < Rows; column++)
        {
            Round(column, quad);
        }
    }

    /// <summary>
    /// A kernel row: what several columns read is loaded once. Rounding takes other units than products, so both are interleaved: the processor looks ahead too
    /// little to do it by itself.
    /// </summary>
    private void WriteRow(int quad, int row)
    {
        Code.mov(Address, Pair);
        if (row > 0)
        {
            Code.mov(TapOffsets, Member(Argument.TapOffsets));
            Code.add(Address, __qword_ptr[TapOffsets + (row * _kernelWidth * sizeof(long))]);
        }

        for (var tap = 0; tap < _kernelWidth; tap++)
        {
            Code.vmovdqu32(RowWeights[tap], __zmmword_ptr[Weights + (tap * VectorBytes)]);
        }

        Code.add(Weights, _kernelWidth * VectorBytes);
        for (var x = 0; x < ((Rows - 1) * _stride) + _kernelWidth; x++)
        {
            Code.vmovdqu32(Pixels, __zmmword_ptr[Address + (x * ColumnBytes) + (quad * VectorBytes)]);
            for (var column = 0; column < Rows; column++)
            {
                var tap = x - (column * _stride);
                if (tap < 0 || tap >= _kernelWidth)
                {
                    continue;
                }

                Code.vpdpbusd(Sum(column, quad), Pixels, RowWeights[tap]);
                _products++;
                if (tap == _kernelWidth - 1 && row == QuadRows - 1)
                {
                    _complete.Enqueue((column, quad, _products));
                }
            }

            RoundComplete(ProductsInFlight);
        }
    }

    /// <summary>Rounds sums that were complete some products ago.</summary>
    private void RoundComplete(int productsAgo)
    {
        while (_complete.TryPeek(out var sum) && _products - sum.Products >= productsAgo)
        {
            Round(sum.Column, sum.Quad);
            _complete.Dequeue();
        }
    }

    /// <summary>Rounds the sums of a column, and packs both quads when the second one is rounded.</summary>
    private void Round(int column, int quad)
    {
        var sums = Sum(column, quad);
        // As ByteStoreAssembler: multipliers are below 1, so none leaves int.
        Code.vcvtdq2ps(sums, sums);
        if (KeepsMultipliers)
        {
            Code.vmulps(sums, sums, Multipliers[quad]);
        }
        else
        {
            Code.vmulps(sums, sums, QuadMultipliers(quad));
        }

        Code.vcvtps2dq(sums, sums);
        if (quad == 1)
        {
            Code.vpackssdw(Sum(column, 0), Sum(column, 0), sums);
            Code.vpaddsw(Sum(column, 0), Sum(column, 0), __zmmword_ptr[Words + ZeroPointMember]);
        }
    }

    private static AssemblerMemoryOperand QuadMultipliers(int quad)
    {
        return __zmmword_ptr[Channels + (((2 * quad) + 1) * VectorBytes)];
    }

    /// <summary>Words of all channels to bytes, which are looked up and stored.</summary>
    private void StoreBytes()
    {
        Code.vmovdqu32(Low, __zmmword_ptr[Words + LowMember]);
        Code.vmovdqu32(High, __zmmword_ptr[Words + HighMember]);
        Code.mov(Table, __qword_ptr[Words + TableMember]);
        for (var column = 0; column < Rows; column++)
        {
            Code.vpackuswb(Sum(column, 0), Sum(column, 0), __zmmword_ptr[Words + (column * VectorBytes)]);
            Code.vpmaxub(Sum(column, 0), Sum(column, 0), Low);
            Code.vpminub(Sum(column, 0), Sum(column, 0), High);
        }

        var store = Code.CreateLabel();
        Code.test(Table, Table);
        Code.je(store);
        for (var column = 0; column < Rows; column++)
        {
            ByteStoreAssembler.LookUp(Code, Table, Sum(column, 0), RowWeights);
        }

        Code.Label(ref store);
        for (var column = 0; column < Rows; column++)
        {
            Code.vmovdqu8(__zmmword_ptr[Target].k1, Sum(column, 0));
            Code.add(Target, TargetStep);
        }
    }

    private static AssemblerMemoryOperand Member(Argument argument)
    {
        return Member((int)argument);
    }
}
