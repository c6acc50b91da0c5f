using System.Runtime.InteropServices;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Plan;
using QuantGen.Tool.Execution;

namespace QuantGen.Tool.Running;

/// <summary>Reads an <c>.npy</c> file for an input, converted to the input's type where that loses nothing.</summary>
internal static class InputFile
{
    /// <summary>Reads a whole file.</summary>
    /// <exception cref="CompilationException">It does not exist, is no array, is too large, or holds a value that the input's type does not.</exception>
    public static Tensor Read(string path, PlanPort input)
    {
        try
        {
            using var file = NpyFile.Open(path);
            return Read(file, input.Type);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            var reason = exception is FileNotFoundException or DirectoryNotFoundException ? "it does not exist" : exception.Message.TrimEnd('.');
            throw new CompilationException(DiagnosticCatalog.InputFileInvalid(path, input.OnnxName, reason));
        }
    }

    private static Tensor Read(NpyFile file, PlanElementType type)
    {
        if (file.Shape.Contains(0))
        {
            throw new InvalidDataException($"it is empty: its shape is [{string.Join(", ", file.Shape)}]");
        }

        var count = file.Shape.Aggregate(1L, (product, size) => product * size);
        if (count * sizeof(double) > int.MaxValue)
        {
            throw new InvalidDataException($"it has {count} elements, which is too large");
        }

        var stored = new byte[(int)count * ElementConversion.SizeOf(file.Type)];
        file.Read(stored);
        var tensor = Tensor.Zeros(type, file.Shape);
        Convert(stored, file.Type, tensor);
        return tensor;
    }

    private static void Convert(byte[] stored, PlanElementType storedType, Tensor tensor)
    {
        // NaN and infinity are values like others, where nothing is converted.
        if (storedType == tensor.Type && storedType != PlanElementType.Bool)
        {
            stored.CopyTo(tensor.Bytes);
            return;
        }

        if (!ElementConversion.TryConvert(stored, storedType, tensor.Type, out var values, out var invalid))
        {
            throw Lossy(storedType, tensor.Type, invalid);
        }

        values.AsBytes(tensor.Type).CopyTo(tensor.Bytes);
        _ = ElementConversion.TryConvert(tensor.Bytes, tensor.Type, storedType, out var restored, out _);
        var same = restored.AsBytes(storedType).CommonPrefixLength(stored);
        if (same < stored.Length)
        {
            throw Lossy(storedType, tensor.Type, same / ElementConversion.SizeOf(storedType));
        }
    }

    private static InvalidDataException Lossy(PlanElementType from, PlanElementType to, int element)
    {
        var (fromName, toName) = (PlanElementTypes.Name(from), PlanElementTypes.Name(to));
        return new InvalidDataException(
            FormattableString.Invariant($"element {element + 1}, a {fromName}, is not exactly a {toName}; save the array as {toName} if that will do"));
    }

    private static Span<byte> AsBytes(this Array values, PlanElementType type)
    {
        return MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(values), values.Length * ElementConversion.SizeOf(type));
    }
}
