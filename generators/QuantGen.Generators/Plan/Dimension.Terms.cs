using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace QuantGen.Plan;

/// <content>What an expression is made of.</content>
internal sealed partial class Dimension
{
    private static string Print(Term[] terms)
    {
        if (terms.Length == 0)
        {
            return "0";
        }

        var text = new StringBuilder();
        foreach (var term in terms)
        {
            var magnitude = Math.Abs(term.Coefficient).ToString(CultureInfo.InvariantCulture);
            text.Append(text.Length == 0 ? (term.Coefficient < 0 ? "-" : "") : term.Coefficient < 0 ? " - " : " + ");
            text.Append(term.Atoms.Length == 0 ? magnitude : magnitude == "1" ? term.Key : magnitude + " * " + term.Key);
        }

        return text.ToString();
    }

    private enum AtomKind
    {
        Symbol,
        Quotient,
        Maximum,
    }

    /// <summary>A product of atoms and a number, its atoms in order.</summary>
    private readonly struct Term
    {
        public Term(long coefficient, Atom[] atoms)
        {
            Coefficient = coefficient;
            Atoms = [.. atoms.OrderBy(atom => atom.Key, StringComparer.Ordinal)];
            Key = string.Join(" * ", Atoms.Select(atom => atom.Key));
        }

        public long Coefficient { get; }

        public Atom[] Atoms { get; }

        public string Key { get; }

        public T Compute<T>(IDimensionArithmetic<T> arithmetic)
        {
            var factors = Atoms.Select(atom => atom.Compute(arithmetic)).ToList();
            if (Coefficient != 1 || factors.Count == 0)
            {
                factors.Insert(0, arithmetic.Constant(Coefficient));
            }

            return factors.Aggregate(arithmetic.Multiply);
        }
    }

    /// <summary>A symbol, or an operation on two expressions that no sum of products can say.</summary>
    private sealed partial class Atom
    {
        private readonly Dimension? _left;
        private readonly Dimension? _right;

        public Atom(AtomKind kind, string name, Dimension? left, Dimension? right)
        {
            (Kind, Name, _left, _right) = (kind, name, left, right);
            Key = kind switch
            {
                AtomKind.Symbol => name,
                AtomKind.Quotient => $"(({left}) / ({right}))",
                _ => $"max({left}, {right})",
            };
        }

        public AtomKind Kind { get; }

        public string Name { get; }

        public string Key { get; }

        public IEnumerable<Dimension> Operands => [_left!, _right!];

        public bool IsNeverNegative => Kind switch
        {
            AtomKind.Symbol => true,
            AtomKind.Quotient => _left!.IsNeverNegative && _right!.IsNeverNegative,
            _ => _left!.IsNeverNegative || _right!.IsNeverNegative,
        };

        public IEnumerable<string> Symbols => Kind == AtomKind.Symbol ? [Name] : _left!.Symbols.Concat(_right!.Symbols);

        public long Evaluate(IReadOnlyDictionary<string, long> symbols)
        {
            if (Kind == AtomKind.Symbol)
            {
                return symbols[Name];
            }

            var (left, right) = (_left!.Evaluate(symbols), _right!.Evaluate(symbols));
            return Kind == AtomKind.Quotient ? left / right : Math.Max(left, right);
        }

        public T Compute<T>(IDimensionArithmetic<T> arithmetic)
        {
            if (Kind == AtomKind.Symbol)
            {
                return arithmetic.Symbol(Name);
            }

            var (left, right) = (_left!.Compute(arithmetic), _right!.Compute(arithmetic));
            return Kind == AtomKind.Quotient ? arithmetic.Divide(left, right) : arithmetic.Max(left, right);
        }

        public Dimension Substitute(IReadOnlyDictionary<string, Dimension> symbols)
        {
            if (Kind == AtomKind.Symbol)
            {
                return symbols.TryGetValue(Name, out var value) ? value : Symbol(Name);
            }

            var (left, right) = (_left!.Substitute(symbols), _right!.Substitute(symbols));
            return Kind == AtomKind.Quotient ? left / right : Max(left, right);
        }
    }
}
