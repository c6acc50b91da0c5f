using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace QuantGen.Assembler;

/// <summary>
/// One tile of up to eight rows (output positions) by <c>vpdpbusd</c> on 512-bit registers: all sums stay in registers over the whole reduction, and all
/// rows are found from one pointer by a constant step.
/// </summary>
/// <remarks>
/// One code for both calling conventions of x64: the argument is in rcx, which is the first argument on Windows and the fourth elsewhere (the
/// caller passes it as both); what Windows wants kept beyond the System V convention (rdi, rsi, xmm6 to xmm15) is kept or not touched. The code
/// calls nothing, and has no addresses in it.
/// </remarks>
/// <param name="rows">1 to <see cref="MostRows"/>.</param>
/// <param name="panels">Vectors of sums of a row.</param>
public abstract class TileAssembler(int rows, int panels)
{
    /// <summary>Most rows of a tile.</summary>
    public const int MostRows = 8;

    /// <summary>Bytes of a row's sums, and of a block of weights: sixteen lanes.</summary>
    internal const int VectorBytes = 64;

    private const int RowsPerInput = 3;

    /// <summary>Two, so that one can be loaded while the other is still read.</summary>
    private static readonly AssemblerRegisterZMM[] RowRegisters = [zmm4, zmm5];

    /// <summary>The argument.</summary>
    protected static AssemblerRegister64 Call => rcx;

    /// <summary>The next weights.</summary>
    protected static AssemblerRegister64 Weights => rax;

    /// <summary>The offset of the next tap.</summary>
    protected static AssemblerRegister64 TapOffsets => r8;

    /// <summary>Taps that are left.</summary>
    protected static AssemblerRegister64 Taps => r9;

    /// <summary>Bytes between what two rows read.</summary>
    protected static AssemblerRegister64 RowStep => rbx;

    /// <summary>Bias, sums: before and after the loop.</summary>
    protected static AssemblerRegister64 Address => r10;

    /// <summary>The next bytes of rows 0, 3 and 6: from each of them two more rows are one and two steps away.</summary>
    protected static AssemblerRegister64[] Inputs { get; } = [r10, rbp, rsi];

    /// <summary>As many as the largest tile has sums.</summary>
    protected static IReadOnlyList<AssemblerRegisterZMM> SumRegisters { get; } =
        [zmm16, zmm17, zmm18, zmm19, zmm20, zmm21, zmm22, zmm23, zmm24, zmm25, zmm26, zmm27, zmm28, zmm29, zmm30, zmm31];

    /// <summary>What is assembled.</summary>
    protected Iced.Intel.Assembler Code { get; } = new(bitness: 64);

    /// <summary>Rows of the tile.</summary>
    protected int Rows { get; } = rows;

    /// <summary>Vectors of sums of a row.</summary>
    protected int Panels { get; } = panels;

    /// <summary>Input pointers in use.</summary>
    protected int InputCount => (Rows + RowsPerInput - 1) / RowsPerInput;

    /// <summary>What a callee keeps in one convention or the other, of the registers in use.</summary>
    protected virtual IEnumerable<AssemblerRegister64> Saved => [RowStep, .. Inputs.Take(InputCount).Skip(1)];

    /// <summary>The whole tile.</summary>
    public IReadOnlyList<Instruction> Assemble()
    {
        foreach (var register in Saved)
        {
            Code.push(register);
        }

        LoadArguments();
        WriteTiles();
        Code.vzeroupper();
        foreach (var register in Saved.Reverse())
        {
            Code.pop(register);
        }

        Code.ret();
        return Code.Instructions;
    }

    /// <summary>Loads what stays in registers.</summary>
    protected abstract void LoadArguments();

    /// <summary>All tiles, from the bias to the store.</summary>
    protected abstract void WriteTiles();

    /// <summary>A member of the argument's structure, in which all have eight bytes.</summary>
    protected static AssemblerMemoryOperand Member(int index)
    {
        return __qword_ptr[Call + (index * sizeof(long))];
    }

    /// <summary>Goes to the next tile, where there is one. The last tile ends where the rows do, so it may compute some rows again.</summary>
    /// <remarks><see cref="Weights"/>, <see cref="Taps"/> and <see cref="Address"/> are not kept.</remarks>
    /// <param name="registers">The target is behind the tile, all else as it was at its start.</param>
    /// <param name="tile">The start of a tile.</param>
    protected void NextTile(TileRegisters registers, Label tile)
    {
        var end = Code.CreateLabel();
        Code.sub(registers.RowsLeft, Rows);
        Code.jle(end);
        // Where fewer rows are left than a tile has, back to where a whole one fits.
        Code.xor(Taps, Taps);
        Code.mov(Weights, registers.RowsLeft);
        Code.sub(Weights, Rows);
        Code.cmovns(Weights, Taps);
        Code.sub(registers.RowsLeft, Weights);
        Code.lea(Address, __[Weights + Rows]);
        Code.imul(Address, RowStep);
        Code.add(registers.Input, Address);
        Code.imul(Weights, registers.TargetStep);
        Code.add(registers.Target, Weights);
        Code.jmp(tile);
        Code.Label(ref end);
    }

    /// <summary>Points the inputs to the next tap.</summary>
    /// <param name="firstRow">Where the first tap of the first row lies.</param>
    protected void FindInputs(AssemblerRegister64 firstRow)
    {
        Code.mov(Inputs[0], firstRow);
        FindInputs();
    }

    /// <inheritdoc cref="FindInputs(AssemblerRegister64)"/>
    protected void FindInputs(AssemblerMemoryOperand firstRow)
    {
        Code.mov(Inputs[0], firstRow);
        FindInputs();
    }

    private void FindInputs()
    {
        Code.add(Inputs[0], __qword_ptr[TapOffsets]);
        for (var i = 1; i < InputCount; i++)
        {
            Code.lea(Inputs[i], __[Inputs[i - 1] + RowStep]);
            Code.lea(Inputs[i], __[Inputs[i] + (RowStep * 2)]);
        }
    }

    /// <summary>What a row reads next, as the address of an operand that is given its size.</summary>
    protected static AssemblerMemoryOperand Input(AssemblerMemoryOperandFactory size, int row)
    {
        var first = Inputs[row / RowsPerInput];
        return (row % RowsPerInput) switch
        {
            0 => size[first],
            1 => size[first + RowStep],
            _ => size[first + (RowStep * 2)],
        };
    }

    /// <summary>A register for what a row reads.</summary>
    protected static AssemblerRegisterZMM RowRegister(int row)
    {
        return RowRegisters[row % RowRegisters.Length];
    }

    /// <summary>The register of a row's sums.</summary>
    protected AssemblerRegisterZMM Sum(int row, int panel)
    {
        return SumRegisters[(row * Panels) + panel];
    }

    /// <summary>What goes on from tile to tile.</summary>
    /// <param name="RowsLeft">Rows that are not yet stored.</param>
    /// <param name="Input">The first row's input.</param>
    /// <param name="Target">Where the first row goes.</param>
    /// <param name="TargetStep">Bytes between two rows.</param>
    protected sealed record TileRegisters(
        AssemblerRegister64 RowsLeft, AssemblerRegister64 Input, AssemblerRegister64 Target, AssemblerRegister64 TargetStep);
}
