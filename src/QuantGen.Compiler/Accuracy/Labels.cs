using QuantGen.Compiler.Diagnostics;

namespace QuantGen.Compiler.Accuracy;

/// <summary>The right class of each row of the data.</summary>
/// <param name="File">Where they were read, for diagnostics.</param>
/// <param name="Classes">In the order of the data.</param>
internal sealed record Labels(string File, IReadOnlyList<long> Classes)
{
    /// <summary>The label of a row of scores.</summary>
    /// <exception cref="CompilationException">It names no class of the model.</exception>
    public long Of(int row, int classes)
    {
        return Classes[row] >= 0 && Classes[row] < classes
            ? Classes[row]
            : throw Invalid($"the label of sample {row + 1} is {Classes[row]}; the model has the classes 0 to {classes - 1}");
    }

    /// <summary>Checks that there is one for each row.</summary>
    /// <exception cref="CompilationException">There are more or fewer, or the model has no classes.</exception>
    public void CheckCount(int rows)
    {
        if (rows == 0)
        {
            throw Invalid("the model has no output of scores, such as [batch, classes]");
        }

        if (rows != Classes.Count)
        {
            throw Invalid($"there are {Classes.Count} for {rows} samples in the data");
        }
    }

    private CompilationException Invalid(string reason)
    {
        return new CompilationException(DiagnosticCatalog.LabelsInvalid(File, reason));
    }
}
