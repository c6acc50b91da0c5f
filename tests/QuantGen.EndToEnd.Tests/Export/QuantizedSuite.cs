using System.Collections.Concurrent;
using QuantGen.Compiler;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Models;

namespace QuantGen.EndToEnd.Tests.Export;

/// <summary>The models of the static suite, each quantized once for all tests of a class.</summary>
public sealed class QuantizedSuite : IDisposable
{
    /// <summary>Numbers that may go into a model in all: big pictures are few, and have enough pixels to compare.</summary>
    private const int MostElements = 60_000;

    private const int MostCalibrationSamples = 16;
    private const int MostEvaluationSamples = 8;

    private readonly StaticSuite _suite = new();
    private readonly ConcurrentDictionary<string, QuantizedModel> _models = new();

    /// <summary>A quantized model, and samples that calibration has not seen; skips the test when the machine does not have them.</summary>
    internal QuantizedModel Load(string name, out IEnumerable<OrtTensor> samples)
    {
        OnnxRuntimeLibrary.Require();
        var model = _suite.Load(name);
        var evaluation = model.Data.Evaluation;
        var affordable = Math.Max(1, MostElements / evaluation.Slice(0, 1).Data.Length);
        samples = Enumerable.Range(0, Math.Min(affordable, MostEvaluationSamples)).Select(i => evaluation.Slice(i, 1));
        return _models.GetOrAdd(name, _ => Quantize(model, Math.Min(affordable, MostCalibrationSamples)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _suite.Dispose();
    }

    private static QuantizedModel Quantize(SuiteModel model, int samples)
    {
        var graph = ModelCompiler.Load(model.ModelPath);
        var inputs = graph.Inputs.Select(input => new CalibrationInput(input.Name, input.Type, input.Dimensions)).ToArray();
        return QuantizedModel.Create(graph, CalibrationSource.Open(model.Data.CalibrationPath).Read(inputs).Take(samples));
    }
}
