namespace QuantGen.Findings;

/// <summary>What to do with an argument of <c>[Quantize]</c>.</summary>
internal enum ArgumentEdit
{
    /// <summary>Nothing that could be proposed.</summary>
    None,

    /// <summary>Give it a value, whether or not it is there.</summary>
    Set,

    /// <summary>Add an element to its list, whether or not it is there.</summary>
    AddElement,

    /// <summary>Replace an element of its list.</summary>
    ReplaceElement,

    /// <summary>Take an element out of its list.</summary>
    RemoveElement,

    /// <summary>Remove it.</summary>
    Remove,
}

/// <summary>How the attribute could be changed to answer a diagnostic: what an editor offers.</summary>
/// <param name="Edit">What to do.</param>
/// <param name="Argument">The attribute's property; <c>Mode</c> for the first argument.</param>
/// <param name="Given">The path, or the element of a list, that is wrong; empty where it is something else.</param>
/// <param name="Proposed">The new value, path, element or member of an enum; empty where <paramref name="Edit"/> needs none.</param>
internal sealed record AttributeFix(ArgumentEdit Edit, string Argument, string Given = "", string Proposed = "");
