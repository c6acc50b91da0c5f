using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Onnx;
using QuantGen.Compiler.Passes;
using QuantGen.Compiler.Quantization;
using QuantGen.OnnxRuntime;

namespace QuantGen.TestSupport.Execution;

/// <summary>Runs a model with our own float kernels, as calibration does.</summary>
public static class FloatExecution
{
    /// <summary>Reads a model file, normalizes it and runs it once.</summary>
    /// <param name="modelPath">The ONNX file.</param>
    /// <param name="inputs">A tensor for each input of the model.</param>
    /// <returns>The outputs by name.</returns>
    /// <exception cref="Compiler.Diagnostics.CompilationException">The model is invalid or not supported.</exception>
    public static IReadOnlyDictionary<string, OrtTensor> Run(string modelPath, params IEnumerable<(string Name, OrtTensor Tensor)> inputs)
    {
        var graph = OnnxModelReader.Read(modelPath);
        GraphPasses.Normalize(graph);
        return Run(graph, QuantizationAssignment.Float(), inputs);
    }

    /// <summary>Runs a model from memory.</summary>
    /// <inheritdoc cref="Run(string, IEnumerable{ValueTuple{string, OrtTensor}})"/>
    public static IReadOnlyDictionary<string, OrtTensor> Run(byte[] model, params IEnumerable<(string Name, OrtTensor Tensor)> inputs)
    {
        return Run(Normalize(model), QuantizationAssignment.Float(), inputs);
    }

    /// <summary>Reads a model from memory and normalizes it.</summary>
    internal static ModelGraph Normalize(byte[] model)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, model);
            var graph = OnnxModelReader.Read(path);
            GraphPasses.Normalize(graph);
            return graph;
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Runs a normalized graph.</summary>
    internal static IReadOnlyDictionary<string, OrtTensor> Run(
        ModelGraph graph, QuantizationAssignment quantization, IEnumerable<(string Name, OrtTensor Tensor)> inputs)
    {
        var byName = inputs.ToDictionary(input => input.Name, input => input.Tensor);
        using var runner = new ModelRunner(graph, quantization);
        var arrays = graph.Inputs.Select(input => new CalibrationArray(byName[input.Name].Data, byName[input.Name].Dimensions));
        var run = runner.Run(new CalibrationSample([.. arrays]));
        return graph.Outputs.Distinct().ToDictionary(output => output.Name, output => OrtTensor.Wrap(run.Output(output), run.Shape(output)));
    }
}
