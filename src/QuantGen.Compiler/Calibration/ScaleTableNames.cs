namespace QuantGen.Compiler.Calibration;

/// <summary>The properties of a scale table's JSON.</summary>
internal static class ScaleTableNames
{
    public const string Version = "version";
    public const string Model = "model";
    public const string Data = "data";
    public const string Options = "options";
    public const string Method = "method";
    public const string Tensors = "tensors";
    public const string Name = "name";
    public const string BiasCorrections = "biasCorrections";
    public const string Values = "values";
    public const string Min = "min";
    public const string Max = "max";
    public const string FloatNodes = "floatNodes";
    public const string Node = "node";
    public const string Reason = "reason";
}
