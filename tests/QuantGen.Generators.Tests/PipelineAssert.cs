using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Xunit;

namespace QuantGen.Generators.Tests;

/// <summary>Assertions on the steps of the generator's pipeline.</summary>
internal static class PipelineAssert
{
    /// <summary>Nothing was computed again, and no step holds on to the compilation.</summary>
    /// <param name="result">The result of a later run.</param>
    /// <param name="names">The steps to look at.</param>
    public static void IsCached(GeneratorDriverRunResult result, params string[] names)
    {
        names = names.Length == 0 ? QuantizedModelGenerator.TrackingNames.All : names;
        foreach (var (name, steps) in result.Results[0].TrackedSteps.Where(pair => names.Contains(pair.Key)))
        {
            foreach (var (value, reason) in steps.SelectMany(step => step.Outputs))
            {
                Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{name}: {reason}");
                HoldsNoCompilation(value, name, []);
            }
        }
    }

    /// <summary>The outputs that add sources were not run again.</summary>
    public static void SourcesAreCached(GeneratorDriverRunResult result)
    {
        IsCached(result, [QuantizedModelGenerator.TrackingNames.Plans, QuantizedModelGenerator.TrackingNames.Declarations,
            QuantizedModelGenerator.TrackingNames.Models, QuantizedModelGenerator.TrackingNames.Sources]);
    }

    private static void HoldsNoCompilation(object? value, string step, HashSet<object> seen)
    {
        if (value is null || value.GetType() is { IsPrimitive: true } or { IsEnum: true } || value is string || !seen.Add(value))
        {
            return;
        }

        Assert.False(
            value is ISymbol or SyntaxNode or SyntaxTree or Compilation or Location or SemanticModel or Diagnostic,
            $"Step {step} holds a {value.GetType()}.");
        if (value is IEnumerable items)
        {
            foreach (var item in items)
            {
                HoldsNoCompilation(item, step, seen);
            }
        }

        foreach (var field in value.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            // A descriptor is a constant of the generator, whatever culture machinery it holds.
            if (field.FieldType != typeof(DiagnosticDescriptor))
            {
                HoldsNoCompilation(field.GetValue(value), step, seen);
            }
        }
    }
}
