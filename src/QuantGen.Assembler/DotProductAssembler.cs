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
        Input,
        RowStep,
        TapOffsets,
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
    private static readonly AssemblerRegister64 TapOffsets = r8;
    private static readonly AssemblerRegister64 Taps = r9;
    private static readonly AssemblerRegister64 TapEnd = r11;
    private static readonly AssemblerRegister64 RowStep = rbx;

    /// <summary>The next bytes of rows 0, 3 and 6: from each of them two more rows are one and two steps away.</summary>
    private static readonly AssemblerRegister64[] Inputs = [r10, rbp, rsi];

    private const int RowsPerInput = 3;

    /// <summary>Bias, sums: before and after the loop.</summary>
    private static readonly AssemblerRegister64 Address = r10;

    /// <summary>Three panels' bytes, where there are four panels.</summary>
    private static readonly AssemblerRegister64 ThreePanelBytes = rdi;

    private static readonly AssemblerRegisterZMM[] PanelWeights = [zmm0, zmm1, zmm2, zmm3];

    /// <summary>Two, so that one can be loaded while the other is still read.</summary>
    private static readonly AssemblerRegisterZMM[] Broadcasts = [zmm4, zmm5];

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

    /// <summary>Input pointers in use.</summary>
    private int InputCount => (_rows + RowsPerInput - 1) / RowsPerInput;

    /// <summary>What a callee keeps in one convention or the other, of the registers in use.</summary>
    private IEnumerable<AssemblerRegister64> Saved => [RowStep, .. Inputs.Take(InputCount).Skip(1), .. _panels == 4 ? [ThreePanelBytes] : Array.Empty<AssemblerRegister64>()];

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
        _code.mov(RowStep, Member(Argument.RowStep));
        _code.mov(TapOffsets, Member(Argument.TapOffsets));
        _code.mov(Taps, Member(Argument.Taps));
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
        _code.mov(Address, Member(Argument.Bias));
        for (var panel = 0; panel < _panels; panel++)
        {
            for (var row = 0; row < _rows; row++)
            {
                _code.vmovdqu32(Sum(row, panel), __zmmword_ptr[Address + (panel * VectorBytes)]);
            }
        }
    }

    private void WriteTaps()
    {
        var tap = _code.CreateLabel();
        var block = _code.CreateLabel();
        _code.Label(ref tap);
        FindInputs();
        _code.Label(ref block);
        WriteBlock();
        _code.add(Weights, VectorBytes);
        for (var i = 0; i < InputCount; i++)
        {
            _code.add(Inputs[i], sizeof(int));
        }

        _code.cmp(Inputs[0], TapEnd);
        _code.jb(block);
        _code.add(TapOffsets, sizeof(long));
        _code.dec(Taps);
        _code.jne(tap);
    }

    /// <summary>Where the rows find the next tap.</summary>
    private void FindInputs()
    {
        _code.mov(Inputs[0], Member(Argument.Input));
        _code.add(Inputs[0], __qword_ptr[TapOffsets]);
        for (var i = 1; i < InputCount; i++)
        {
            _code.lea(Inputs[i], __[Inputs[i - 1] + RowStep]);
            _code.lea(Inputs[i], __[Inputs[i] + (RowStep * 2)]);
        }

        _code.mov(TapEnd, Member(Argument.TapBytes));
        _code.add(TapEnd, Inputs[0]);
    }

    private AssemblerMemoryOperand Input(int row)
    {
        var first = Inputs[row / RowsPerInput];
        return (row % RowsPerInput) switch
        {
            0 => __dword_ptr[first],
            1 => __dword_ptr[first + RowStep],
            _ => __dword_ptr[first + (RowStep * 2)],
        };
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
            var broadcast = Broadcasts[row % Broadcasts.Length];
            _code.vpbroadcastd(broadcast, Input(row));
            for (var panel = 0; panel < _panels; panel++)
            {
                _code.vpdpbusd(Sum(row, panel), broadcast, PanelWeights[panel]);
            }
        }
    }

    private void StoreSums()
    {
        _code.mov(Address, Member(Argument.Sums));
        for (var panel = 0; panel < _panels; panel++)
        {
            for (var row = 0; row < _rows; row++)
            {
                _code.vmovdqu32(__zmmword_ptr[Address + (row * VectorBytes)], Sum(row, panel));
            }

            if (panel + 1 < _panels)
            {
                _code.add(Address, Member(Argument.SumsStep));
            }
        }
    }

    private AssemblerRegisterZMM Sum(int row, int panel)
    {
        return SumRegisters[(row * _panels) + panel];
    }
}
