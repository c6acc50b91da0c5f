using System.ComponentModel;
using System.Numerics;
using System.Runtime.InteropServices;

namespace QuantGen.Kernels;

/// <summary>Conversions between element types, as ONNX's Cast.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Conversion
{
    /// <summary>
    /// Converts every element. Float to integer truncates toward zero and saturates, NaN gives 0; integer to a narrower integer keeps the
    /// low bits; to a narrower float rounds half to even; to bool is whether the value differs from 0.
    /// </summary>
    /// <typeparam name="TInput">float, double, Half, a signed or unsigned integer of 8 to 64 bits, or bool.</typeparam>
    /// <typeparam name="TOutput">The same choice.</typeparam>
    /// <param name="input">The values.</param>
    /// <param name="output">At least as long.</param>
    /// <exception cref="ArgumentException">The output is shorter than the input.</exception>
    /// <exception cref="NotSupportedException">An element type is none of the above.</exception>
    public static void Cast<TInput, TOutput>(ReadOnlySpan<TInput> input, Span<TOutput> output)
        where TInput : unmanaged
        where TOutput : unmanaged
    {
        KernelChecks.AtLeast<TOutput>(output, input.Length);
        output = output[..input.Length];

        // The type tests are constants in each instantiation: one branch remains.
        switch (default(TInput))
        {
            case float:
                FromNumber(MemoryMarshal.Cast<TInput, float>(input), output);
                break;
            case double:
                FromNumber(MemoryMarshal.Cast<TInput, double>(input), output);
                break;
            case Half:
                FromNumber(MemoryMarshal.Cast<TInput, Half>(input), output);
                break;
            case byte or bool:
                FromNumber(MemoryMarshal.Cast<TInput, byte>(input), output);
                break;
            case sbyte:
                FromNumber(MemoryMarshal.Cast<TInput, sbyte>(input), output);
                break;
            case short:
                FromNumber(MemoryMarshal.Cast<TInput, short>(input), output);
                break;
            case ushort:
                FromNumber(MemoryMarshal.Cast<TInput, ushort>(input), output);
                break;
            case int:
                FromNumber(MemoryMarshal.Cast<TInput, int>(input), output);
                break;
            case uint:
                FromNumber(MemoryMarshal.Cast<TInput, uint>(input), output);
                break;
            case long:
                FromNumber(MemoryMarshal.Cast<TInput, long>(input), output);
                break;
            case ulong:
                FromNumber(MemoryMarshal.Cast<TInput, ulong>(input), output);
                break;
            default:
                throw new NotSupportedException($"There is no conversion from {typeof(TInput)}.");
        }
    }

    /// <summary>bfloat16, as its bits, to float: exact.</summary>
    /// <exception cref="ArgumentException">The output is shorter than the input.</exception>
    public static void FromBFloat16(ReadOnlySpan<ushort> input, Span<float> output)
    {
        KernelChecks.AtLeast<float>(output, input.Length);
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = BitConverter.UInt32BitsToSingle((uint)input[i] << 16);
        }
    }

    /// <summary>Float to the bits of bfloat16, rounded half to even; NaN stays NaN.</summary>
    /// <exception cref="ArgumentException">The output is shorter than the input.</exception>
    public static void ToBFloat16(ReadOnlySpan<float> input, Span<ushort> output)
    {
        KernelChecks.AtLeast<ushort>(output, input.Length);
        for (var i = 0; i < input.Length; i++)
        {
            var bits = BitConverter.SingleToUInt32Bits(input[i]);
            var rounded = bits + 0x7FFF + ((bits >> 16) & 1);
            output[i] = (ushort)((float.IsNaN(input[i]) ? bits | 0x400000 : rounded) >> 16);
        }
    }

    private static void FromNumber<TInput, TOutput>(ReadOnlySpan<TInput> input, Span<TOutput> output)
        where TInput : unmanaged, INumberBase<TInput>
        where TOutput : unmanaged
    {
        switch (default(TOutput))
        {
            case float:
                Convert(input, MemoryMarshal.Cast<TOutput, float>(output));
                break;
            case double:
                Convert(input, MemoryMarshal.Cast<TOutput, double>(output));
                break;
            case Half:
                Convert(input, MemoryMarshal.Cast<TOutput, Half>(output));
                break;
            case bool:
                Test(input, MemoryMarshal.Cast<TOutput, bool>(output));
                break;
            case byte:
                Convert(input, MemoryMarshal.Cast<TOutput, byte>(output));
                break;
            case sbyte:
                Convert(input, MemoryMarshal.Cast<TOutput, sbyte>(output));
                break;
            case short:
                Convert(input, MemoryMarshal.Cast<TOutput, short>(output));
                break;
            case ushort:
                Convert(input, MemoryMarshal.Cast<TOutput, ushort>(output));
                break;
            case int:
                Convert(input, MemoryMarshal.Cast<TOutput, int>(output));
                break;
            case uint:
                Convert(input, MemoryMarshal.Cast<TOutput, uint>(output));
                break;
            case long:
                Convert(input, MemoryMarshal.Cast<TOutput, long>(output));
                break;
            case ulong:
                Convert(input, MemoryMarshal.Cast<TOutput, ulong>(output));
                break;
            default:
                throw new NotSupportedException($"There is no conversion to {typeof(TOutput)}.");
        }
    }

    private static void Convert<TInput, TOutput>(ReadOnlySpan<TInput> input, Span<TOutput> output)
        where TInput : unmanaged, INumberBase<TInput>
        where TOutput : unmanaged, INumberBase<TOutput>
    {
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = TOutput.CreateTruncating(input[i]);
        }
    }

    private static void Test<TInput>(ReadOnlySpan<TInput> input, Span<bool> output)
        where TInput : unmanaged, INumberBase<TInput>
    {
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = !TInput.IsZero(input[i]);
        }
    }
}
