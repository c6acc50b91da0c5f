using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace QuantGen.Assembler;

/// <summary>
/// Sums that are in registers to bytes in memory: <c>ByteTileStore512</c> without the way through memory, four rows of sixteen channels at a time.
/// </summary>
/// <remarks>A row is a register of sums and a quarter of a register of bytes. k1 tells which of the sixteen bytes are stored; k2 is used.</remarks>
/// <param name="code">Where to write.</param>
/// <param name="registers">What is loaded before, and what may be used.</param>
internal sealed class ByteStoreAssembler(Iced.Intel.Assembler code, ByteStoreRegisters registers)
{
    /// <summary>Rows whose bytes share a register.</summary>
    public const int RowsAtOnce = 4;

    /// <summary>The members of <c>ByteStoreCall</c>: four vectors, then the address of the table.</summary>
    private enum Member
    {
        High = 0,
        ZeroPoint = 64,
        Low = 128,
        RowOrder = 192,
        Table = 256,
    }

    /// <summary>Loads what all rows of a panel need; the table's address, or zero, into its register.</summary>
    /// <param name="stage">The address of the <c>ByteStoreCall</c>.</param>
    public void LoadConstants(AssemblerRegister64 stage)
    {
        code.vmovdqu32(registers.High, __zmmword_ptr[stage + (int)Member.High]);
        code.vmovdqu32(registers.ZeroPoint, __zmmword_ptr[stage + (int)Member.ZeroPoint]);
        code.vmovdqu32(registers.Low, __zmmword_ptr[stage + (int)Member.Low]);
        code.vmovdqu32(registers.RowOrder, __zmmword_ptr[stage + (int)Member.RowOrder]);
        code.mov(registers.Table, __qword_ptr[stage + (int)Member.Table]);
    }

    /// <summary>Stores some rows, and moves the target behind them.</summary>
    /// <param name="sums">Of each row; not kept.</param>
    /// <param name="multipliers">Of the channels.</param>
    /// <param name="target">Where the first row goes.</param>
    /// <param name="step">Bytes between two rows.</param>
    public void Store(ReadOnlySpan<AssemblerRegisterZMM> sums, AssemblerRegisterZMM multipliers, AssemblerRegister64 target, AssemblerRegister64 step)
    {
        for (var first = 0; first < sums.Length; first += RowsAtOnce)
        {
            var rows = sums[first..Math.Min(sums.Length, first + RowsAtOnce)];
            foreach (var sum in rows)
            {
                // As numerics.md rounds: the upper bound comes before the conversion, so that none leaves int.
                code.vcvtdq2ps(sum, sum);
                code.vmulps(sum, sum, multipliers);
                code.vminps(sum, sum, registers.High);
                code.vcvtps2dq(sum, sum);
            }

            var bytes = Pack(rows);
            LookUp(bytes);
            StoreRows(bytes, rows.Length, target, step);
        }
    }

    /// <summary>Packing saturates, which is the lower bound of a byte. Rows that are missing are another one again.</summary>
    private AssemblerRegisterZMM Pack(ReadOnlySpan<AssemblerRegisterZMM> rows)
    {
        var bytes = rows[0];
        code.vpackssdw(bytes, bytes, rows[Math.Min(1, rows.Length - 1)]);
        code.vpaddw(bytes, bytes, registers.ZeroPoint);
        if (rows.Length > 2)
        {
            code.vpackssdw(rows[2], rows[2], rows[^1]);
            code.vpaddw(rows[2], rows[2], registers.ZeroPoint);
        }

        code.vpackuswb(bytes, bytes, rows.Length > 2 ? rows[2] : bytes);
        code.vpermd(bytes, registers.RowOrder, bytes);
        code.vpmaxub(bytes, bytes, registers.Low);
        return bytes;
    }

    /// <summary>Two permutations of half the table each; the top bit of a byte chooses between them.</summary>
    private void LookUp(AssemblerRegisterZMM bytes)
    {
        var end = code.CreateLabel();
        var (lower, upper) = (registers.Free0, registers.Free1);
        code.test(registers.Table, registers.Table);
        code.je(end);
        code.vmovdqu32(registers.Half, __zmmword_ptr[registers.Table]);
        code.vmovdqa32(lower, bytes);
        code.vpermi2b(lower, registers.Half, __zmmword_ptr[registers.Table + 64]);
        code.vmovdqu32(registers.Half, __zmmword_ptr[registers.Table + 128]);
        code.vmovdqa32(upper, bytes);
        code.vpermi2b(upper, registers.Half, __zmmword_ptr[registers.Table + 192]);
        code.vpmovb2m(k2, bytes);
        code.vpblendmb(bytes.k2, lower, upper);
        code.Label(ref end);
    }

    private void StoreRows(AssemblerRegisterZMM bytes, int rows, AssemblerRegister64 target, AssemblerRegister64 step)
    {
        code.vmovdqu8(__xmmword_ptr[target].k1, Low(bytes));
        code.add(target, step);
        for (var row = 1; row < rows; row++)
        {
            code.vextracti32x4(Low(registers.Free0), bytes, (byte)row);
            code.vmovdqu8(__xmmword_ptr[target].k1, Low(registers.Free0));
            code.add(target, step);
        }
    }

    private static AssemblerRegisterXMM Low(AssemblerRegisterZMM register)
    {
        return new AssemblerRegisterXMM((Register)register - Register.ZMM0 + Register.XMM0);
    }
}

/// <summary>The registers of a <see cref="ByteStoreAssembler"/>.</summary>
/// <param name="High">Sixteen times the upper bound less the zero point, as float.</param>
/// <param name="ZeroPoint">Thirty-two times the zero point.</param>
/// <param name="Low">Sixty-four times the lower bound.</param>
/// <param name="RowOrder">From the order that packing leaves to row after row.</param>
/// <param name="Free0">Not kept.</param>
/// <param name="Free1">Not kept either.</param>
/// <param name="Half">Not kept either: half a table.</param>
/// <param name="Table">The table's address, or zero.</param>
internal sealed record ByteStoreRegisters(
    AssemblerRegisterZMM High,
    AssemblerRegisterZMM ZeroPoint,
    AssemblerRegisterZMM Low,
    AssemblerRegisterZMM RowOrder,
    AssemblerRegisterZMM Free0,
    AssemblerRegisterZMM Free1,
    AssemblerRegisterZMM Half,
    AssemblerRegister64 Table);
