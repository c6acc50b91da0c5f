using System.Collections.Concurrent;
using QuantGen.OnnxRuntime;

namespace QuantGen.TestSupport.Models;

/// <summary>What ONNX Runtime computes for a model on many samples. Sessions are kept: loading one is most of a test's time.</summary>
public static class ModelOracle
{
    private static readonly ConcurrentDictionary<(string Path, OrtSessionOptions Options), Lazy<OrtSession>> Sessions = new();

    /// <summary>
    /// Runs a model on samples stacked along the first dimension and returns its outputs stacked alike, by name. A model with an open
    /// batch takes all samples at once, one with a fixed batch as many at a time as it states. Where the array has a dimension
    /// more than the model's input, each slice is a whole input, and the outputs get that dimension too.
    /// </summary>
    /// <param name="modelPath">The ONNX file.</param>
    /// <param name="inputs">In the model's order; all of them stacked in the same way.</param>
    /// <param name="options">How ONNX Runtime treats the model; by default as written, without optimization.</param>
    /// <exception cref="OrtException">ONNX Runtime does not accept the model or the inputs.</exception>
    public static IReadOnlyDictionary<string, OrtTensor> Run(string modelPath, IReadOnlyList<OrtTensor> inputs,
        OrtSessionOptions? options = null)
    {
        OnnxRuntimeLibrary.Require();
        var key = (Path.GetFullPath(modelPath), options ?? OrtSessionOptions.Reference);
        var session = Sessions.GetOrAdd(key, key => new(() => OrtSession.Open(key.Path, key.Options))).Value;

        var stated = session.Inputs[0].Dimensions;
        var isWhole = inputs[0].Dimensions.Count > stated.Count;
        if (!isWhole && (stated.Count == 0 || stated[0] < 0 || stated[0] == inputs[0].Dimensions[0]))
        {
            return ByName(session, session.Run(inputs));
        }

        var rows = isWhole ? 1 : stated[0];
        var runs = Enumerable.Range(0, inputs[0].Dimensions[0] / rows)
            .Select(run => session.Run([.. inputs.Select(input => input.Slice(run * rows, rows, keepAxis: !isWhole))]))
            .ToArray();
        return ByName(session, [.. session.Outputs.Select((_, i) => OrtTensor.Stack([.. runs.Select(run => run[i])], isWhole))]);
    }

    private static Dictionary<string, OrtTensor> ByName(OrtSession session, OrtTensor[] outputs)
    {
        return session.Outputs.Zip(outputs).ToDictionary(pair => pair.First.Name, pair => pair.Second);
    }
}
