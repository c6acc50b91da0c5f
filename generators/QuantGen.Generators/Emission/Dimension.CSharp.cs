using System;
using System.Collections.Generic;
using System.Linq;
using QuantGen.Generators.Emission;

namespace QuantGen.Plan;

/// <content>Dimensions as C#.</content>
internal sealed partial class Dimension
{
    /// <summary>The expression over variables of type <c>int</c>.</summary>
    /// <param name="variable">The variable of a symbol.</param>
    /// <param name="wide">Whether to compute in <c>long</c>, for lengths and offsets, instead of <c>int</c>.</param>
    public string ToCSharp(Func<string, string> variable, bool wide)
    {
        var text = "";
        foreach (var term in _terms)
        {
            var isFirst = text.Length == 0;
            text += isFirst ? (term.Coefficient < 0 ? "-" : "") : term.Coefficient < 0 ? " - " : " + ";
            text += string.Join(" * ", Factors(term, variable, wide, widen: wide && isFirst && _terms.Length > 1));
        }

        return text.Length == 0 ? "0" : text;
    }

    private static IEnumerable<string> Factors(Term term, Func<string, string> variable, bool wide, bool widen)
    {
        var isProduct = term.Atoms.Length > 1 || Math.Abs(term.Coefficient) != 1;
        if (term.Atoms.Length == 0 || Math.Abs(term.Coefficient) != 1)
        {
            yield return PlanNumber.Format(Math.Abs(term.Coefficient)) + (wide && term.Atoms.Length > 0 ? "L" : "");
            widen = false;
        }
        else
        {
            widen = wide && (widen || term.Atoms.Length > 1);
        }

        foreach (var atom in term.Atoms)
        {
            var factor = atom.ToCSharp(variable, wide);
            var grouped = atom.Kind == AtomKind.Quotient && (isProduct || widen) ? "(" + factor + ")" : factor;
            yield return widen ? "(long)" + grouped : grouped;
            widen = false;
        }
    }

    private sealed partial class Atom
    {
        public string ToCSharp(Func<string, string> variable, bool wide)
        {
            if (Kind == AtomKind.Symbol)
            {
                return CSharpText.Identifier(variable(Name));
            }

            var (left, right) = (_left!.ToCSharp(variable, wide), _right!.ToCSharp(variable, wide));
            if (Kind == AtomKind.Maximum)
            {
                return $"Math.Max({left}, {right})";
            }

            var dividend = _left.TermCount > 1 ? "(" + left + ")" : left;
            var divisor = _right.Value is > 0 || _right.SymbolName is not null ? right : "(" + right + ")";
            return dividend + " / " + divisor;
        }
    }
}
