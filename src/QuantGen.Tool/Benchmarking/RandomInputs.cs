using System.Runtime.InteropServices;
using QuantGen.Compiler.Graph;
using QuantGen.Plan;
using QuantGen.Tool.CommandLine;
using QuantGen.Tool.Execution;

namespace QuantGen.Tool.Benchmarking;

/// <summary>Inputs to time a model with: the same ones every time.</summary>
internal static class RandomInputs
{
    private const int Seed = 20_250_101;

    /// <summary>
    /// A tensor for each input: floats from 0 to 1; integers 0 or 1, which are valid indices of every table; open dimensions that no
    /// shape tells are 1.
    /// </summary>
    /// <param name="plan">Its inputs are looked at.</param>
    /// <param name="shapes">Shapes of some of the inputs, by ONNX name.</param>
    /// <param name="variant">Other values for another number.</param>
    /// <exception cref="UsageException">A shape does not fit.</exception>
    public static Dictionary<string, Tensor> Create(PlanDocument plan, IReadOnlyDictionary<string, int[]> shapes, int variant = 0)
    {
        var symbols = Symbols(plan, shapes);
        var random = new Random(Seed + variant);
        return plan.Inputs.ToDictionary(
            input => input.OnnxName,
            input => Fill(Tensor.Zeros(input.Type, OpenDimensions.Evaluate(input, symbols)!), random),
            StringComparer.Ordinal);
    }

    private static Dictionary<string, long> Symbols(PlanDocument plan, IReadOnlyDictionary<string, int[]> shapes)
    {
        try
        {
            var given = plan.Inputs.Where(input => shapes.ContainsKey(input.OnnxName));
            var symbols = OpenDimensions.Read(given.Select(input => (input, (IReadOnlyList<int>)shapes[input.OnnxName])));
            foreach (var symbol in plan.Symbols)
            {
                symbols.TryAdd(symbol.Name, 1);
            }

            return symbols;
        }
        catch (ShapeException exception)
        {
            throw new UsageException($"'--shape' of input '{exception.Input.OnnxName}': {exception.Message}.");
        }
    }

    private static Tensor Fill(Tensor tensor, Random random)
    {
        if (tensor.Type == PlanElementType.Float32)
        {
            foreach (ref var value in MemoryMarshal.Cast<byte, float>(tensor.Bytes))
            {
                value = random.NextSingle();
            }

            return tensor;
        }

        var isFloat = tensor.Type.IsFloat();
        var type = tensor.Type.ClrType();
        var index = new int[tensor.Array.Rank];
        do
        {
            var value = isFloat ? random.NextDouble() : random.Next(2);
            tensor.Array.SetValue(ToElement(value, tensor.Type, type), index);
        }
        while (Advance(index, tensor.Array));

        return tensor;
    }

    private static object ToElement(double value, PlanElementType type, Type clrType)
    {
        return type switch
        {
            PlanElementType.Float16 => (Half)value,
            // The upper half of a float32's bits.
            PlanElementType.BFloat16 => (ushort)(BitConverter.SingleToUInt32Bits((float)value) >> 16),
            _ => Convert.ChangeType(value, clrType, System.Globalization.CultureInfo.InvariantCulture),
        };
    }

    private static bool Advance(int[] index, Array array)
    {
        for (var axis = index.Length - 1; axis >= 0; axis--)
        {
            if (++index[axis] < array.GetLength(axis))
            {
                return true;
            }

            index[axis] = 0;
        }

        return false;
    }
}
