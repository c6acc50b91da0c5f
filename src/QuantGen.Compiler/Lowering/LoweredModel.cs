using System.Security.Cryptography;
using QuantGen.Compiler.Graph;
using QuantGen.Plan;

namespace QuantGen.Compiler.Lowering;

/// <summary>A lowered graph: steps, memory and weights, ready to be written as a plan or to be executed.</summary>
internal sealed class LoweredModel(LoweringContext context, IReadOnlyList<PlanSymbol> symbols, Dimension arenaBytes)
{
    private byte[]? _weights;

    /// <summary>Where each value of the graph is.</summary>
    public LoweringContext Context { get; } = context;

    public IReadOnlyList<PlanSymbol> Symbols { get; } = symbols;

    public Dimension ArenaBytes { get; } = arenaBytes;

    /// <summary>The contents of the weights file.</summary>
    public byte[] Weights => _weights ??= [.. Context.Builder.Weights.SelectMany(block => block)];

    /// <summary>The plan.</summary>
    /// <param name="header">What the request says: class, hashes, mode.</param>
    public PlanDocument ToPlan(PlanHeader header)
    {
        var builder = Context.Builder;
        return new PlanDocument
        {
            ClassName = header.ClassName,
            Request = header.Request,
            ModelFile = header.ModelFile,
            ModelHash = header.ModelHash,
            Mode = header.Mode,
            Symbols = Symbols,
            Inputs = builder.Inputs,
            Outputs = builder.Outputs,
            WeightBytes = Weights.Length,
            WeightHash = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Weights)),
            ArenaBytes = ArenaBytes,
            Constants = builder.Constants,
            Tensors = [.. UsedTensors().Select(ToPlan)],
            Scales = builder.Scales,
            Steps = [.. builder.Steps.Select(step => step.Plan)],
        };
    }

    private IEnumerable<Operand> UsedTensors()
    {
        var used = Context.Builder.Steps.SelectMany(step => step.Operands).Select(operand => operand.Name).ToHashSet(StringComparer.Ordinal);
        return Context.Builder.Tensors.Where(tensor => used.Contains(tensor.Name));
    }

    private static PlanTensor ToPlan(Operand operand)
    {
        return new PlanTensor(
            operand.Name,
            operand.Value?.Name ?? "-",
            operand.Type,
            operand.Shape,
            operand.Buffer!.Offset,
            operand.Quantization?.Scale,
            operand.Quantization?.ZeroPoint);
    }
}

/// <summary>The lines of a plan that come from the request and not from the graph.</summary>
internal sealed record PlanHeader(string ClassName, string Request, string ModelFile, string ModelHash, string Mode);
