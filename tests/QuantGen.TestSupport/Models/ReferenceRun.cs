using QuantGen.Compiler.Calibration.Data;
using QuantGen.OnnxRuntime;

namespace QuantGen.TestSupport.Models;

/// <summary>Inputs, and what ONNX Runtime made of them when the shared data was recorded; both stacked as the files hold them.</summary>
/// <param name="Inputs">In the model's order. A recording may lack a constant input, such as a sample rate.</param>
/// <param name="Outputs">In the model's order.</param>
public sealed record ReferenceRun(IReadOnlyList<OrtTensor> Inputs, IReadOnlyList<OrtTensor> Outputs)
{
    /// <summary>
    /// Reads <c>input_K_NAME.npy</c> and <c>output_K_NAME.npy</c> of a folder; skips the test when the machine does not have it.
    /// </summary>
    /// <param name="folder">Under <c>shared/models/data</c>, for instance <c>ref/mnist</c> or <c>dtln_1</c>.</param>
    public static ReferenceRun Load(string folder)
    {
        var path = SharedData.Models(Path.Combine("data", folder));
        return new ReferenceRun(ReadAll(path, "input"), ReadAll(path, "output"));
    }

    private static OrtTensor[] ReadAll(string path, string kind)
    {
        return [.. Directory.GetFiles(path, $"{kind}_*.npy").Order(StringComparer.Ordinal).Select(Read)];
    }

    private static OrtTensor Read(string file)
    {
        using var array = NpyFile.Open(file);
        var count = array.Shape.Aggregate(1, (product, dimension) => product * dimension);
        return array.TryRead(count, array.Type, out var values, out var invalid)
            ? OrtTensor.Wrap(values, [.. array.Shape])
            : throw new InvalidDataException($"{file}: element {invalid} is not finite.");
    }
}
