namespace QuantGen.OnnxRuntime;

/// <summary>How far ONNX Runtime rewrites a graph before running it; the values are those of its C API.</summary>
public enum OrtOptimization
{
    /// <summary>Not at all: each node runs as the model states it.</summary>
    None = 0,

    /// <summary>Only rewrites that keep ONNX's own operators, such as constant folding.</summary>
    Basic = 1,

    /// <summary>Also fusions into operators of its own, among them QDQ to integer kernels.</summary>
    Extended = 2,

    /// <summary>Also changes of memory layout. What an application gets by default.</summary>
    All = 99,
}

/// <summary>How a session is created.</summary>
public sealed record OrtSessionOptions
{
    /// <summary>The model as its author wrote it: the float reference.</summary>
    public static OrtSessionOptions Reference { get; } = new() { Optimization = OrtOptimization.None };

    /// <summary>How far the graph is optimized.</summary>
    public OrtOptimization Optimization { get; init; } = OrtOptimization.All;

    /// <summary>Threads that one operator may use; 0 lets ONNX Runtime choose.</summary>
    public int IntraOpThreads { get; init; } = 1;

    /// <summary>Where to write the optimized model, to see what was fused; nowhere by default.</summary>
    public string? OptimizedModelPath { get; init; }
}
