using System.Collections.Generic;

namespace QuantGen.Plan;

/// <summary>A parsed plan: see <c>docs/plan-format.md</c>. Lists keep the order of the file.</summary>
/// <remarks>Shared source: compiled into the compiler, which writes plans, and into the generator, which reads them.</remarks>
internal sealed record PlanDocument
{
    /// <summary>The version of the format that this code reads and writes.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Full name of the class, with namespace and containing types separated by dots.</summary>
    public required string ClassName { get; init; }

    /// <summary>Hash of the request that the plan answers, <c>sha256:...</c>.</summary>
    public required string Request { get; init; }

    /// <summary>File name of the model, without its folder.</summary>
    public required string ModelFile { get; init; }

    public required string ModelHash { get; init; }

    public required string Mode { get; init; }

    public IReadOnlyList<PlanSymbol> Symbols { get; init; } = [];

    public IReadOnlyList<PlanPort> Inputs { get; init; } = [];

    public IReadOnlyList<PlanPort> Outputs { get; init; } = [];

    /// <summary>Bytes of the weights file; null in a header-only plan.</summary>
    public long? WeightBytes { get; init; }

    public string WeightHash { get; init; } = "";

    /// <summary>Bytes of the arena.</summary>
    public Dimension ArenaBytes { get; init; } = Dimension.Zero;

    public IReadOnlyList<PlanConstant> Constants { get; init; } = [];

    public IReadOnlyList<PlanTensor> Tensors { get; init; } = [];

    public IReadOnlyList<PlanScale> Scales { get; init; } = [];

    public IReadOnlyList<PlanStep> Steps { get; init; } = [];

    /// <summary>True for what a design-time build writes: types, and nothing to execute.</summary>
    public bool IsHeaderOnly => WeightBytes is null;
}

/// <summary>A dimension that the model leaves open.</summary>
/// <param name="Name">An identifier.</param>
/// <param name="Chunk">For the chunk symbol, how many rows one pass through the steps takes; otherwise null.</param>
internal sealed record PlanSymbol(string Name, int? Chunk);

/// <summary>An input or output of the model.</summary>
internal sealed record PlanPort(string Name, string OnnxName, PlanElementType Type, IReadOnlyList<Dimension> Shape);

/// <summary>
/// Values known at build time: in the weights file (<paramref name="Offset"/>) or printed in the code (<paramref name="Table"/>).
/// </summary>
internal sealed record PlanConstant(
    string Name, PlanElementType Type, IReadOnlyList<int> Shape, long? Offset, IReadOnlyList<double>? Table);

/// <summary>A tensor in the arena.</summary>
internal sealed record PlanTensor(
    string Name, string OnnxName, PlanElementType Type, IReadOnlyList<Dimension> Shape, Dimension Offset, float? Scale, int? ZeroPoint);

/// <summary>Scales of a weight, for the reader of the generated code: no step uses them.</summary>
internal sealed record PlanScale(string Name, string OnnxName, int Axis, IReadOnlyList<float> Values);

/// <summary>One call of a kernel.</summary>
/// <param name="Name">An identifier, unique among the steps; the generator makes its method name from it.</param>
/// <param name="Title">What the step does, for doc comments.</param>
/// <param name="Kernel">Class and method in <c>QuantGen.Kernels</c>, <c>QuantizedConvolution.Run</c>.</param>
/// <param name="Arguments">By parameter name.</param>
internal sealed record PlanStep(string Name, string Title, string Kernel, IReadOnlyList<PlanArgument> Arguments);

internal sealed record PlanArgument(string Name, PlanValue Value);

/// <summary>The value of an argument.</summary>
internal abstract record PlanValue
{
    public sealed record Integer(Dimension Value) : PlanValue;

    public sealed record Float(float Value) : PlanValue;

    public sealed record Boolean(bool Value) : PlanValue;

    /// <summary>An input, output, constant or tensor, as a span over the whole of it.</summary>
    public sealed record Reference(string Name) : PlanValue;

    /// <summary>An empty span.</summary>
    public sealed record None : PlanValue;

    public sealed record Enumeration(string Type, string Member) : PlanValue;

    public sealed record Structure(string Type, IReadOnlyList<PlanArgument> Members) : PlanValue;

    public sealed record List(IReadOnlyList<PlanValue> Items) : PlanValue;
}

/// <summary>Element types, named as in the plan's text in lower case.</summary>
internal enum PlanElementType
{
    Float32,
    Float64,
    Float16,
    BFloat16,
    Int8,
    UInt8,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Bool,
}
