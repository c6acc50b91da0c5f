using System.Globalization;
using QuantGen.Findings;

namespace QuantGen.Compiler.Diagnostics;

/// <content>020x and 021x: the model.</content>
internal static partial class DiagnosticCatalog
{
    public const string UnsupportedOpsetId = "QG0201";
    public const string UnsupportedOperatorId = "QG0202";

    private const string OperatorsRemedy =
        "Cut the model there and compute the rest in C#, or export it with other operators: " + DocumentationLinks.Root + "operators.md lists what is supported.";

    public static Diagnostic UnsupportedOpset(string file, string domain, long version)
    {
        var name = domain.Length == 0 ? "ai.onnx" : domain;
        return Error(UnsupportedOpsetId, new(file), $"The model uses opset {version} of '{name}'; QuantGen reads ai.onnx 7 to 25. Export or convert it to an opset in that range.");
    }

    public static Diagnostic UnsupportedOperator(string file, string operatorType, string node, string reason)
    {
        return Error(UnsupportedOperatorId, new(file), $"Operator '{operatorType}' of node '{node}' is not supported{(reason.Length == 0 ? "" : ": " + reason)}. {OperatorsRemedy}");
    }

    public static Diagnostic UnsupportedTensor(string file, string tensor, string reason)
    {
        return Error(UnsupportedOperatorId, new(file), $"Tensor '{tensor}' is not supported: {reason}. {OperatorsRemedy}");
    }

    public static Diagnostic InvalidModel(string file, string node, string reason)
    {
        return Error("QG0203", new(file), $"The model is not valid ONNX at '{node}': {reason}. Check it with the tool that exported it.");
    }

    public static Diagnostic ModelTooLarge(string file, string reason)
    {
        return Error("QG0209", new(file), $"The model is too large: {reason}. Split it, or export a smaller one.");
    }

    public static Diagnostic AccumulatorOverflow(string file, string node, string reason)
    {
        return Error("QG0211", new(file), $"Node '{node}' cannot be computed exactly in int32: {reason}. Keep it in float with KeepFloatNodes = [\"{node}\"].") with
        {
            Fix = new AttributeFix(ArgumentEdit.AddElement, "KeepFloatNodes", Proposed: node),
        };
    }

    public static Diagnostic KeptNameUnknown(DiagnosticLocation location, string property, string name, string what, IEnumerable<string> known)
    {
        var nearest = NearestName.Find(name, known);
        return Warning(
            "QG0212",
            location,
            $"{property} names '{name}', and the model has no such {what} once constants are folded and neighbours merged: it keeps nothing in float."
                + $"{NearestName.Question(nearest)} Correct the name, or remove it.") with
        {
            Fix = new AttributeFix(nearest is null ? ArgumentEdit.RemoveElement : ArgumentEdit.ReplaceElement, property, name, nearest ?? ""),
        };
    }

    public static Diagnostic ScaleMixesBatch(DiagnosticLocation location, string input, string shape)
    {
        return Warning(
            "QG0213",
            location,
            $"ActivationScale.PerTensor gives all samples of a batch one scale, and input '{input}' {shape} has a batch dimension: the result for a sample depends "
                + "on what else is in the batch. Use ActivationScale.PerRow, or run one sample at a time.") with
        {
            Fix = new AttributeFix(ArgumentEdit.Remove, "ActivationScale"),
        };
    }

    public static Diagnostic ModelNotQuantized(DiagnosticLocation location, string file)
    {
        return Error("QG0207", location, $"The model '{file}' is not quantized: it has nothing to import. Use mode Static with calibration data, or Dynamic or WeightOnly without.") with
        {
            Fix = new AttributeFix(ArgumentEdit.Set, "Mode", Proposed: nameof(QuantizationMode.Dynamic)),
        };
    }

    public static Diagnostic ModelAlreadyQuantized(DiagnosticLocation location, string file, string mode, string node)
    {
        return Error("QG0208", location, $"The model '{file}' is already quantized, at node '{node}' for one: mode {mode} starts from a float model. Use mode Imported, or give the float model.") with
        {
            Fix = new AttributeFix(ArgumentEdit.Set, "Mode", Proposed: nameof(QuantizationMode.Imported)),
        };
    }

    /// <param name="location">Where the bound was declared.</param>
    /// <param name="output">The output that misses it.</param>
    /// <param name="samples">What it was measured on.</param>
    /// <param name="bound">The bound in dB.</param>
    /// <param name="worst">The layers with the least SQNR, worst first.</param>
    public static Diagnostic AccuracyBelowBound(
        DiagnosticLocation location, TensorAccuracy output, string samples, double bound, IReadOnlyList<TensorAccuracy> worst)
    {
        var layers = string.Join(", ", worst.Select(layer => string.Create(CultureInfo.InvariantCulture, $"'{layer.Name}' {layer.SqnrDb:F1} dB")));
        return Error("QG0241", location, string.Create(
            CultureInfo.InvariantCulture,
            $"Output '{output.Name}' has an SQNR of {output.SqnrDb:F1} dB on {samples}, under MinimumSqnr = {bound:F1}. Worst layers: {layers}. Keep some of them in float with KeepFloatNodes, give more calibration data, or lower the bound."));
    }

    public static Diagnostic LabelsInvalid(string file, string reason)
    {
        return Error("QG0242", new(file), $"The labels cannot be used: {reason}. Give one integer for each sample, in a .npy or CSV file.");
    }

    public static Diagnostic ComparedOnCalibration(string file)
    {
        return Warning("QG0243", new(file), "The data is also calibration data, and flatters the result. Compare on data of its own.");
    }

    public static Diagnostic InputNotCovered(string file, string input, (float Low, float High) data, (float Low, float High) covered, bool saturates)
    {
        return Warning("QG0244", new(file), string.Create(
            CultureInfo.InvariantCulture,
            $"Input '{input}' holds {data.Low:G4} to {data.High:G4} here, and its 8 bits cover {covered.Low:G4} to {covered.High:G4}: {(saturates ? "what lies beyond saturates" : "most of them are not used")}. Prepare this data and the calibration data alike, as the program does; if both are right, calibrate on such values too."));
    }
}
