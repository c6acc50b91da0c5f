using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace QuantGen.Assembler;

/// <summary>
/// One tile of a u8s8 matrix product or convolution by <c>vpdpbusd</c> on 512-bit registers: up to eight positions times one, two or four
/// panels of sixteen channels, all sums in registers over the whole reduction.
/// </summary>
/// <remarks>
/// One code for both calling conventions of x64: the argument is in rcx, which is the first argument on Windows and the fourth elsewhere (the
/// caller passes it as both); what Windows wants kept beyond the System V convention (rdi, rsi, xmm6 to xmm15) is kept or not touched. The code
/// calls nothing, and has no addresses in it.
/// </remarks>
public sealed class DotProductAssembler
{
    /// <summary>Most positions of a tile.</summary>
    public const int MostRows = 8;

    /// <summary>Bytes of a row of sums, and of a block of weights: sixteen lanes.</summary>
    private const int VectorBytes = 64;

    /// <summary>The members of <c>DotProductCall</c>, in order.</summary>
    private enum Argument
    {
        Rows,
        RowsStep,
        Taps,
        TapBytes,
        Weights,
        PanelBytes,
        Bias,
        Sums,
        SumsStep,
    }

    private static readonly AssemblerRegister64 Call = rcx;
    private static readonly AssemblerRegister64 Weights = rax;
    private static readonly AssemblerRegister64 PanelBytes = rdx;
    private static readonly AssemblerRegister64 Rows = r8;
    private static readonly AssemblerRegister64 Taps = r9;
    private static readonly AssemblerRegister64 Offset = r10;
    private static readonly AssemblerRegister64 TapBytes = r11;
    private static readonly AssemblerRegister64[] RowPointers = [rbx, rbp, rsi, rdi, r12, r13, r14, r15];

    /// <summary>Three panels' bytes, where there are four panels: those tiles are low.</summary>
    private static readonly AssemblerRegister64 ThreePanelBytes = r15;

    private static readonly AssemblerRegisterZMM[] PanelWeights = [zmm0, zmm1, zmm2, zmm3];

    /// <summary>Two, so that one can be loaded while the other is still read.</summary>
    private static readonly AssemblerRegisterZMM[] Inputs = [zmm4, zmm5];

    private static readonly AssemblerRegisterZMM[] SumRegisters =
        [zmm16, zmm17, zmm18, zmm19, zmm20, zmm21, zmm22, zmm23, zmm24, zmm25, zmm26, zmm27, zmm28, zmm29, zmm30, zmm31];

    private readonly Iced.Intel.Assembler _code = new(bitness: 64);
    private readonly int _rows;
    private readonly int _panels;

    private DotProductAssembler(int rows, int panels)
    {
        (_rows, _panels) = (rows, panels);
    }

    /// <summary>The tiles that exist: how many positions times how many panels.</summary>
    public static IEnumerable<(int Rows, int Panels)> Tiles
    {
        get
        {
            for (var rows = 1; rows <= MostRows; rows++)
            {
                yield return (rows, 1);
                yield return (rows, 2);
            }

            // Few positions leave the unit waiting for its own sums unless there are more panels.
            yield return (1, 4);
            yield return (2, 4);
        }
    }

    /// <summary>The code of one tile.</summary>
    public static IReadOnlyList<Instruction> Assemble(int rows, int panels)
    {
        var assembler = new DotProductAssembler(rows, panels);
        assembler.Write();
        return assembler._code.Instructions;
    }

    private IEnumerable<AssemblerRegister64> Saved => RowPointers.Take(_rows).Concat(_panels == 4 ? [ThreePanelBytes] : []);

    private static AssemblerMemoryOperand Member(Argument argument)
    {
        return __qword_ptr[Call + ((int)argument * sizeof(long))];
    }

    private void Write()
    {
        foreach (var register in Saved)
        {
            _code.push(register);
        }

        LoadArguments();
        LoadBias();
        WriteTaps();
        StoreSums();
        _code.vzeroupper();
        foreach (var register in Saved.Reverse())
        {
            _code.pop(register);
        }

        _code.ret();
    }

    private void LoadArguments()
    {
        _code.mov(Rows, Member(Argument.Rows));
        _code.mov(Taps, Member(Argument.Taps));
        _code.mov(TapBytes, Member(Argument.TapBytes));
        _code.mov(Weights, Member(Argument.Weights));
        _code.mov(PanelBytes, Member(Argument.PanelBytes));
        if (_panels == 4)
        {
            _code.lea(ThreePanelBytes, __[PanelBytes + (PanelBytes * 2)]);
        }
    }

    /// <summary>Every row's sums start from the bias.</summary>
    private void LoadBias()
    {
        _code.mov(Offset, Member(Argument.Bias));
        for (var panel = 0; panel < _panels; panel++)
        {
            for (var row = 0; row < _rows; row++)
            {
                _code.vmovdqu32(Sum(row, panel), __zmmword_ptr[Offset + (panel * VectorBytes)]);
            }
        }
    }

    private void WriteTaps()
    {
        var tap = _code.CreateLabel();
        var block = _code.CreateLabel();
        _code.Label(ref tap);
        for (var row = 0; row < _rows; row++)
        {
            _code.mov(RowPointers[row], __qword_ptr[Rows + (row * sizeof(long))]);
        }

        _code.xor(Register32(Offset), Register32(Offset));
        _code.Label(ref block);
        WriteBlock();
        _code.add(Weights, VectorBytes);
        _code.add(Offset, sizeof(int));
        _code.cmp(Offset, TapBytes);
        _code.jb(block);
        _code.add(Rows, Member(Argument.RowsStep));
        _code.dec(Taps);
        _code.jne(tap);
    }

    /// <summary>Four reduction steps of every position and channel.</summary>
    private void WriteBlock()
    {
        AssemblerMemoryOperand[] weights =
        [
            __zmmword_ptr[Weights],
            __zmmword_ptr[Weights + PanelBytes],
            __zmmword_ptr[Weights + (PanelBytes * 2)],
            __zmmword_ptr[Weights + ThreePanelBytes],
        ];
        for (var panel = 0; panel < _panels; panel++)
        {
            _code.vmovdqu32(PanelWeights[panel], weights[panel]);
        }

        for (var row = 0; row < _rows; row++)
        {
            var input = Inputs[row % Inputs.Length];
            _code.vpbroadcastd(input, __dword_ptr[RowPointers[row] + Offset]);
            for (var panel = 0; panel < _panels; panel++)
            {
                _code.vpdpbusd(Sum(row, panel), input, PanelWeights[panel]);
            }
        }
    }

    private void StoreSums()
    {
        _code.mov(Offset, Member(Argument.Sums));
        for (var panel = 0; panel < _panels; panel++)
        {
            for (var row = 0; row < _rows; row++)
            {
                _code.vmovdqu32(__zmmword_ptr[Offset + (row * VectorBytes)], Sum(row, panel));
            }

            if (panel + 1 < _panels)
            {
                _code.add(Offset, Member(Argument.SumsStep));
            }
        }
    }

    private AssemblerRegisterZMM Sum(int row, int panel)
    {
        return SumRegisters[(row * _panels) + panel];
    }

    /// <summary>Clearing the lower half clears the whole register.</summary>
    private static AssemblerRegister32 Register32(AssemblerRegister64 register)
    {
        return register == r10 ? r10d : throw new ArgumentOutOfRangeException(nameof(register));
    }
}
