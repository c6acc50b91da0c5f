using QuantGen.Compiler;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Importing;
using QuantGen.Compiler.Quantization;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport.Execution;

namespace QuantGen.EndToEnd.Tests.Importing;

/// <summary>A model that was quantized elsewhere, as Imported mode runs it.</summary>
internal sealed record ImportedModel(ModelGraph Graph, ImportedGraph Import)
{
    /// <summary>Imports a file.</summary>
    public static ImportedModel Load(string path)
    {
        return Create(ModelCompiler.Load(path));
    }

    /// <summary>Imports a model from memory.</summary>
    public static ImportedModel Load(byte[] model)
    {
        return Create(FloatExecution.Normalize(model));
    }

    /// <summary>The nodes that compute in integers.</summary>
    public IEnumerable<Node> IntegerNodes => Graph.Nodes.Where(Import.Assignment.IsInteger);

    /// <summary>Runs it with the kernels of generated code.</summary>
    public IReadOnlyDictionary<string, OrtTensor> Run(params IEnumerable<(string Name, OrtTensor Tensor)> inputs)
    {
        return FloatExecution.Run(Graph, Import.Assignment, inputs);
    }

    private static ImportedModel Create(ModelGraph graph)
    {
        return new ImportedModel(graph, QuantizedModelImport.Run(graph, _ => false));
    }
}
