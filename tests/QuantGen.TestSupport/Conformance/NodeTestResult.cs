namespace QuantGen.TestSupport.Conformance;

/// <summary>What became of a node test.</summary>
public enum NodeTestOutcome
{
    /// <summary>The outputs match.</summary>
    Passed,

    /// <summary>The compiler refuses the operator, or this form of it, with the diagnostic for that.</summary>
    NotClaimed,

    /// <summary>The outputs differ, or a valid model was called invalid, or the compiler or a kernel threw something else.</summary>
    Failed,
}

/// <summary>The result of one of ONNX's node tests.</summary>
/// <param name="Test">The test's folder.</param>
/// <param name="Operator">The operator that it tests; with its domain unless that is ai.onnx.</param>
/// <param name="ElementType">The ONNX name of the element type of its first input, or output where it has none; empty when that is no tensor.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Detail">Why it is not passed; empty when it is.</param>
public sealed record NodeTestResult(string Test, string Operator, string ElementType, NodeTestOutcome Outcome, string Detail);
