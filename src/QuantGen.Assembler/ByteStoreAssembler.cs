using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace QuantGen.Assembler;

/// <summary>
/// Sums that are in registers to bytes in memory: <c>ByteTileStore512</c> without the way through memory, four registers of sums at a time, which
/// become one of bytes.
/// </summary>
/// <remarks>k1 tells which bytes of a row are stored; k2 is used.</remarks>
/// <param name="code">Where to write.</param>
/// <param name="constants">What is loaded before.</param>
/// <param name="free">Registers that may be used, beside those of sums that were stored: with all of these at least three.</param>
internal sealed class ByteStoreAssembler(Iced.Intel.Assembler code, ByteStoreRegisters constants, IReadOnlyList<AssemblerRegisterZMM> free)
{
    /// <summary>Registers of sums whose bytes share a register.</summary>
    private const int SumsAtOnce = 4;

    /// <summary>Loads what all sums need; the table's address, or zero, into its register.</summary>
    /// <param name="stage">The address of the <c>ByteStoreConstants</c>: four vectors, then the address of the table.</param>
    public void LoadConstants(AssemblerRegister64 stage)
    {
        AssemblerRegisterZMM[] vectors = [constants.ZeroPoint, constants.Low, constants.High, constants.RowOrder];
        for (var i = 0; i < vectors.Length; i++)
        {
            code.vmovdqu32(vectors[i], __zmmword_ptr[stage + (i * TileAssembler.VectorBytes)]);
        }

        code.mov(constants.Table, __qword_ptr[stage + (vectors.Length * TileAssembler.VectorBytes)]);
    }

    /// <summary>Stores some rows, and moves the target behind them.</summary>
    /// <param name="sums">Of each row the panels, one after the other; not kept.</param>
    /// <param name="multipliers">Of each panel: one or two.</param>
    /// <param name="target">Where the first row goes.</param>
    /// <param name="step">Bytes between two rows.</param>
    public void Store(AssemblerRegisterZMM[] sums, AssemblerRegisterZMM[] multipliers, AssemblerRegister64 target, AssemblerRegister64 step)
    {
        for (var first = 0; first < sums.Length; first += SumsAtOnce)
        {
            var end = Math.Min(sums.Length, first + SumsAtOnce);
            for (var i = first; i < end; i++)
            {
                // Multipliers are below 1, so none leaves int.
                code.vcvtdq2ps(sums[i], sums[i]);
                code.vmulps(sums[i], sums[i], multipliers[i % multipliers.Length]);
                code.vcvtps2dq(sums[i], sums[i]);
            }

            var bytes = Pack(sums[first..end]);
            AssemblerRegisterZMM[] temporaries = [.. sums[(first + 1)..end], .. sums[..first], .. free];
            LookUp(bytes, temporaries);
            StoreRows(bytes, (end - first) / multipliers.Length, multipliers.Length, temporaries[0], target, step);
        }
    }

    /// <summary>Two permutations of half the table each; the top bit of a byte chooses between them.</summary>
    /// <param name="code">Where to write.</param>
    /// <param name="table">The table's address.</param>
    /// <param name="bytes">What is looked up.</param>
    /// <param name="temporaries">Three registers.</param>
    public static void LookUp(
        Iced.Intel.Assembler code, AssemblerRegister64 table, AssemblerRegisterZMM bytes, IReadOnlyList<AssemblerRegisterZMM> temporaries)
    {
        var (half, lower, upper) = (temporaries[0], temporaries[1], temporaries[2]);
        code.vmovdqu32(half, __zmmword_ptr[table]);
        code.vmovdqa32(lower, bytes);
        code.vpermi2b(lower, half, __zmmword_ptr[table + 64]);
        code.vmovdqu32(half, __zmmword_ptr[table + 128]);
        code.vmovdqa32(upper, bytes);
        code.vpermi2b(upper, half, __zmmword_ptr[table + 192]);
        code.vpmovb2m(k2, bytes);
        code.vpblendmb(bytes.k2, lower, upper);
    }

    /// <summary>Packing saturates, which is a bound wherever the output's is the byte's. Sums that are missing are another one's again.</summary>
    private AssemblerRegisterZMM Pack(AssemblerRegisterZMM[] sums)
    {
        var bytes = sums[0];
        code.vpackssdw(bytes, bytes, sums[Math.Min(1, sums.Length - 1)]);
        code.vpaddsw(bytes, bytes, constants.ZeroPoint);
        if (sums.Length > 2)
        {
            code.vpackssdw(sums[2], sums[2], sums[^1]);
            code.vpaddsw(sums[2], sums[2], constants.ZeroPoint);
        }

        code.vpackuswb(bytes, bytes, sums.Length > 2 ? sums[2] : bytes);
        code.vpermd(bytes, constants.RowOrder, bytes);
        code.vpmaxub(bytes, bytes, constants.Low);
        code.vpminub(bytes, bytes, constants.High);
        return bytes;
    }

    private void LookUp(AssemblerRegisterZMM bytes, AssemblerRegisterZMM[] temporaries)
    {
        var end = code.CreateLabel();
        code.test(constants.Table, constants.Table);
        code.je(end);
        LookUp(code, constants.Table, bytes, temporaries);
        code.Label(ref end);
    }

    /// <summary>Rows of sixteen bytes a panel.</summary>
    private void StoreRows(
        AssemblerRegisterZMM bytes, int rows, int panels, AssemblerRegisterZMM temporary, AssemblerRegister64 target, AssemblerRegister64 step)
    {
        for (var row = 0; row < rows; row++)
        {
            if (panels == 1)
            {
                var part = Part(row == 0 ? bytes : temporary, Register.XMM0);
                if (row > 0)
                {
                    code.vextracti32x4(new AssemblerRegisterXMM(part), bytes, (byte)row);
                }

                code.vmovdqu8(__xmmword_ptr[target].k1, new AssemblerRegisterXMM(part));
            }
            else
            {
                var part = Part(row == 0 ? bytes : temporary, Register.YMM0);
                if (row > 0)
                {
                    code.vextracti64x4(new AssemblerRegisterYMM(part), bytes, (byte)row);
                }

                code.vmovdqu8(__ymmword_ptr[target].k1, new AssemblerRegisterYMM(part));
            }

            code.add(target, step);
        }
    }

    /// <summary>The first bytes of a register.</summary>
    private static Register Part(AssemblerRegisterZMM register, Register first)
    {
        return (Register)register - Register.ZMM0 + first;
    }
}

/// <summary>The constants of a <see cref="ByteStoreAssembler"/>.</summary>
/// <param name="ZeroPoint">Thirty-two times the zero point.</param>
/// <param name="Low">Sixty-four times the lower bound.</param>
/// <param name="High">Sixty-four times the upper bound.</param>
/// <param name="RowOrder">From the order that packing leaves to the order of the sums.</param>
/// <param name="Table">The table's address, or zero.</param>
internal sealed record ByteStoreRegisters(
    AssemblerRegisterZMM ZeroPoint, AssemblerRegisterZMM Low, AssemblerRegisterZMM High, AssemblerRegisterZMM RowOrder, AssemblerRegister64 Table);
