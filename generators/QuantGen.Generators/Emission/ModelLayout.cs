using System.Collections.Generic;
using System.Linq;
using QuantGen.Plan;

namespace QuantGen.Generators.Emission;

/// <summary>A plan with the C# names of everything in it.</summary>
internal sealed class ModelLayout
{
    /// <summary>What the generated class, its base types and the names it uses leave no room for.</summary>
    private static readonly string[] ReservedMembers =
    [
        "Run", "RunSteps", "Dispose", "Threads", "Inputs", "Outputs", "Ports", "Scales", "Tables", "Weights",
        "ArenaBytes", "ChunkRows",
        "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "ReferenceEquals", "Finalize",
        "Array", "GeneratedCode", "Half", "IReadOnlyDictionary", "IReadOnlyList", "InvalidOperationException", "IQuantizedModel",
        "Math",
        "ArgumentException", "ArgumentOutOfRangeException", "ModelArena", "ModelPorts", "ModelWeights", "NotSupportedException",
        "ReadOnlySpan", "ReadOnlyTensorSpan", "Span", "TensorInfo", "TensorSpan", "System", "QuantGen",
    ];

    private static readonly string[] ReservedVariables = ["start", "rows", "tensors"];

    private readonly Dictionary<string, string> _symbolVariables = [];

    public ModelLayout(PlanDocument plan, string className)
    {
        Plan = plan;
        Chunk = plan.Symbols.FirstOrDefault(symbol => symbol.Chunk is not null);

        var members = new NameScope([.. ReservedMembers, className, .. plan.Steps.SelectMany(TypesOf)]);
        var variables = new NameScope(ReservedVariables);
        Inputs = [.. plan.Inputs.Select(port => Port(port, isInput: true, members, variables))];
        Outputs = [.. plan.Outputs.Select(port => Port(port, isInput: false, members, variables))];
        foreach (var symbol in plan.Symbols)
        {
            _symbolVariables.Add(symbol.Name, variables.Take(CSharpText.Camel(symbol.Name)));
        }

        var methods = plan.Steps.Select(step => CSharpText.Identifier(members.Take(CSharpText.Pascal(step.Name))));
        Steps = [.. plan.Steps.Zip(methods, (step, method) => new StepLayout(step, method))];
        TableNames = Names(plan.Constants.Where(constant => constant.Table is not null).Select(constant => constant.Name));
    }

    public PlanDocument Plan { get; }

    /// <summary>The chunk symbol, or null.</summary>
    public PlanSymbol? Chunk { get; }

    public IReadOnlyList<PortLayout> Inputs { get; }

    public IReadOnlyList<PortLayout> Outputs { get; }

    public IEnumerable<PortLayout> Ports => Inputs.Concat(Outputs);

    public IReadOnlyList<StepLayout> Steps { get; }

    /// <summary>Members of the class of tables, by constant.</summary>
    public IReadOnlyDictionary<string, string> TableNames { get; }

    /// <summary>The variable that holds a symbol, as source.</summary>
    public string Variable(string symbol)
    {
        return CSharpText.Identifier(_symbolVariables[symbol]);
    }

    /// <summary>An expression of type int.</summary>
    public string Int(Dimension value)
    {
        return value.ToCSharp(symbol => _symbolVariables[symbol], wide: false);
    }

    /// <summary>An expression that holds any length or offset. Where a product of variables could overflow, it throws.</summary>
    public string Long(Dimension value)
    {
        var text = value.ToCSharp(symbol => _symbolVariables[symbol], wide: true);
        return value.Symbols.Skip(1).Any() ? "checked(" + text + ")" : text;
    }

    private static IReadOnlyDictionary<string, string> Names(IEnumerable<string> planNames)
    {
        var scope = new NameScope(["Tables"]);
        return planNames.ToDictionary(name => name, name => CSharpText.Identifier(scope.Take(CSharpText.Pascal(name))));
    }

    /// <summary>The types that a step names: a member of the same name would hide them.</summary>
    private static IEnumerable<string> TypesOf(PlanStep step)
    {
        return step.Arguments.SelectMany(argument => TypesOf(argument.Value)).Append(step.Kernel.Split('.')[0]);
    }

    private static IEnumerable<string> TypesOf(PlanValue value)
    {
        return value switch
        {
            PlanValue.Enumeration enumeration => [enumeration.Type],
            PlanValue.Structure structure => structure.Members.SelectMany(member => TypesOf(member.Value)).Append(structure.Type),
            _ => [],
        };
    }

    private PortLayout Port(PlanPort port, bool isInput, NameScope members, NameScope variables)
    {
        var length = port.Shape.Aggregate(Dimension.One, (product, size) => product * size);
        var rowLength = length;
        if (Chunk is not null)
        {
            rowLength = port.Shape.Skip(1).Aggregate(Dimension.One, (product, size) => product * size);
        }

        return new PortLayout(
            port,
            isInput,
            CSharpText.Identifier(variables.Take(CSharpText.Camel(port.Name))),
            members.Take(CSharpText.Pascal(port.Name), "Length", "Shape"),
            length,
            rowLength);
    }
}

/// <summary>An input or output.</summary>
/// <param name="Plan">As the plan has it.</param>
/// <param name="IsInput">Whether it is read.</param>
/// <param name="Variable">Its parameter.</param>
/// <param name="Member">What its members start with.</param>
/// <param name="Length">Length in elements.</param>
/// <param name="RowLength">Length of one row of the chunk symbol; without such a symbol, the whole length.</param>
internal sealed record PortLayout(
    PlanPort Plan, bool IsInput, string Variable, string Member, Dimension Length, Dimension RowLength)
{
    public string Type => CSharpText.Type(Plan.Type);

    public string SpanType => (IsInput ? "ReadOnlySpan<" : "Span<") + Type + ">";

    public string TensorType => (IsInput ? "ReadOnlyTensorSpan<" : "TensorSpan<") + Type + ">";

    /// <summary>The constant with <see cref="RowLength"/>, where there is one.</summary>
    public string? LengthConstant => RowLength.Value is <= int.MaxValue ? Member + "Length" : null;
}

/// <summary>A step and its method.</summary>
internal sealed record StepLayout(PlanStep Plan, string Method);
