using System;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using QuantGen.Findings;

namespace QuantGen.Declarations;

/// <summary>An <see cref="AttributeFix"/> in the properties of a diagnostic: how the analyzers hand it to the code fix.</summary>
internal static class FixProperties
{
    public static ImmutableDictionary<string, string?> Of(AttributeFix fix)
    {
        return ImmutableDictionary<string, string?>.Empty
            .Add(nameof(fix.Edit), fix.Edit.ToString())
            .Add(nameof(fix.Argument), fix.Argument)
            .Add(nameof(fix.Given), fix.Given)
            .Add(nameof(fix.Proposed), fix.Proposed);
    }

    /// <returns>Null when the diagnostic has none, or nothing to propose.</returns>
    public static AttributeFix? Read(Diagnostic diagnostic)
    {
        return Get(nameof(AttributeFix.Edit)) is { } text && Enum.TryParse<ArgumentEdit>(text, out var edit) && edit != ArgumentEdit.None
            ? new AttributeFix(edit, Get(nameof(AttributeFix.Argument))!, Get(nameof(AttributeFix.Given))!, Get(nameof(AttributeFix.Proposed))!)
            : null;

        string? Get(string name)
        {
            return diagnostic.Properties.TryGetValue(name, out var value) ? value : null;
        }
    }
}
