using System.CommandLine;

namespace QuantGen.Tool.CommandLine;

/// <summary>A verb of <c>quantgen</c>: a command whose help ends with an example.</summary>
/// <param name="name">What a person types.</param>
/// <param name="description">What it does, in a sentence.</param>
/// <param name="example">
/// A whole command line that works in a folder with the digits sample's <c>digits.onnx</c>, <c>calibration.csv</c> and <c>test.csv</c>, and
/// <c>images.npy</c>, <c>digits.scales.json</c> and <c>old.scales.json</c>; a test runs it.
/// </param>
internal sealed class Verb(string name, string description, string example) : Command(name, description)
{
    public string Example { get; } = example;
}
