using System.Runtime.InteropServices;
using QuantGen.Compiler.Graph;
using QuantGen.Plan;

namespace QuantGen.Compiler.Calibration.Data;

/// <summary>What the model takes as one of its inputs.</summary>
/// <param name="Name">The input's ONNX name.</param>
/// <param name="Type">The type its values are converted to.</param>
/// <param name="Shape">As the model declares it. A leading dimension that is a symbol is the batch.</param>
internal sealed record CalibrationInput(string Name, PlanElementType Type, IReadOnlyList<Dimension> Shape)
{
    /// <summary>Rows of the leading dimension that one sample has: the dimension itself when fixed, 1 when open.</summary>
    public long LeadingRows => Shape.Count == 0 ? 1 : Shape[0].Value ?? 1;

    /// <summary><c>float32 [N, 1, 8, 8]</c>.</summary>
    public override string ToString()
    {
        return $"{PlanElementTypes.Name(Type)} [{string.Join(", ", Shape)}]";
    }
}

/// <summary>The value of one input in one sample.</summary>
/// <param name="Values">
/// An array of the CLR type of the input's element type (<c>float[]</c>, <c>long[]</c>, <c>bool[]</c>, ...), in row-major order; float
/// values are finite.
/// </param>
/// <param name="Shape">Of the input's rank, every dimension at least 1; an open batch is 1 unless the data itself is in batches.</param>
internal sealed record CalibrationArray(Array Values, IReadOnlyList<int> Shape)
{
    /// <summary>The values as they lie in memory.</summary>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            var elementSize = ElementTypes.Of(Values.GetType().GetElementType()!).Size();
            return MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(Values), checked(Values.Length * elementSize));
        }
    }

    /// <summary>Whether another array has the same shape and the same bits.</summary>
    public bool IsSameAs(CalibrationArray other)
    {
        return Shape.SequenceEqual(other.Shape) && Bytes.SequenceEqual(other.Bytes);
    }
}

/// <summary>One run of the model: an array for each of its inputs, in the order they were asked for.</summary>
internal sealed record CalibrationSample(IReadOnlyList<CalibrationArray> Inputs)
{
    /// <summary>Whether another sample of the same model has the same inputs, bit for bit.</summary>
    public bool IsSameAs(CalibrationSample other)
    {
        return Inputs.Zip(other.Inputs).All(pair => pair.First.IsSameAs(pair.Second));
    }
}
