using System;
using System.Collections.Generic;
using System.Linq;

namespace QuantGen.Plan;

/// <summary>
/// An integer known at build time, or an expression over symbols that is known when the model runs: a sum of products of
/// atoms, where an atom is a symbol, a quotient rounded down, or a maximum.
/// </summary>
/// <remarks>
/// Always in canonical form (terms sorted, equal ones merged), so that equal texts mean equal expressions: equality is that of
/// <see cref="ToString"/>. Operands of a quotient are never negative where the value is used.
/// </remarks>
internal sealed partial class Dimension : IEquatable<Dimension>
{
    public static readonly Dimension Zero = Constant(0);
    public static readonly Dimension One = Constant(1);

    private readonly Term[] _terms;
    private readonly string _text;

    private Dimension(IEnumerable<Term> terms)
    {
        _terms = terms
            .GroupBy(term => term.Key, StringComparer.Ordinal)
            .Select(group => new Term(checked(group.Sum(term => term.Coefficient)), group.First().Atoms))
            .Where(term => term.Coefficient != 0)
            .OrderBy(term => term.Atoms.Length == 0 ? 1 : 0)
            .ThenBy(term => term.Key, StringComparer.Ordinal)
            .ToArray();
        _text = Print(_terms);
    }

    /// <summary>The value when it holds no symbol, else null.</summary>
    public long? Value => _terms.Length == 0 ? 0 : _terms.Length == 1 && _terms[0].Atoms.Length == 0 ? _terms[0].Coefficient : null;

    public bool IsConstant => Value is not null;

    /// <summary>How many terms its sum has.</summary>
    public int TermCount => _terms.Length;

    /// <summary>The symbol's name when the dimension is just that, else null.</summary>
    public string? SymbolName =>
        _terms.Length == 1 && _terms[0].Coefficient == 1 && _terms[0].Atoms.Length == 1 && _terms[0].Atoms[0].Kind == AtomKind.Symbol
            ? _terms[0].Atoms[0].Name
            : null;

    /// <summary>Every symbol in it, in order of name.</summary>
    public IEnumerable<string> Symbols =>
        _terms.SelectMany(term => term.Atoms).SelectMany(atom => atom.Symbols).Distinct().OrderBy(name => name, StringComparer.Ordinal);

    public static Dimension Constant(long value)
    {
        return new Dimension([new Term(value, [])]);
    }

    public static Dimension Symbol(string name)
    {
        return new Dimension([new Term(1, [new Atom(AtomKind.Symbol, name, null, null)])]);
    }

    public static implicit operator Dimension(int value)
    {
        return Constant(value);
    }

    public static implicit operator Dimension(long value)
    {
        return Constant(value);
    }

    public static Dimension operator +(Dimension left, Dimension right)
    {
        return new Dimension(left._terms.Concat(right._terms));
    }

    public static Dimension operator -(Dimension left, Dimension right)
    {
        return new Dimension(left._terms.Concat(right._terms.Select(term => new Term(checked(-term.Coefficient), term.Atoms))));
    }

    public static Dimension operator *(Dimension left, Dimension right)
    {
        return new Dimension(
            from a in left._terms
            from b in right._terms
            select new Term(checked(a.Coefficient * b.Coefficient), [.. a.Atoms, .. b.Atoms]));
    }

    /// <summary>The quotient, rounded down. Exact quotients are simplified.</summary>
    /// <exception cref="DivideByZeroException">The divisor is the constant 0.</exception>
    public static Dimension operator /(Dimension left, Dimension right)
    {
        if (right.Value == 0)
        {
            throw new DivideByZeroException();
        }

        if (left.TryDivideExactly(right, out var exact))
        {
            return exact;
        }

        if (left.Value is { } dividend && right.Value is { } divisor)
        {
            return Constant((dividend / divisor) - (dividend % divisor != 0 && (dividend < 0) != (divisor < 0) ? 1 : 0));
        }

        return new Dimension([new Term(1, [new Atom(AtomKind.Quotient, "", left, right)])]);
    }

    /// <summary>The larger of two. What can never be the largest, symbols being 0 or more, is left out.</summary>
    public static Dimension Max(Dimension left, Dimension right)
    {
        var operands = new List<Dimension>();
        foreach (var candidate in left.MaximumOperands().Concat(right.MaximumOperands()))
        {
            if (!operands.Exists(operand => operand.IsNeverLessThan(candidate)))
            {
                operands.RemoveAll(candidate.IsNeverLessThan);
                operands.Add(candidate);
            }
        }

        operands.Sort((a, b) => string.CompareOrdinal(a._text, b._text));
        var maximum = operands[operands.Count - 1];
        for (var i = operands.Count - 2; i >= 0; i--)
        {
            maximum = new Dimension([new Term(1, [new Atom(AtomKind.Maximum, "", operands[i], maximum)])]);
        }

        return maximum;
    }

    /// <summary>What the expression is the maximum of: itself alone when it is none.</summary>
    private IEnumerable<Dimension> MaximumOperands()
    {
        return _terms.Length == 1 && _terms[0].Coefficient == 1 && _terms[0].Atoms.Length == 1 && _terms[0].Atoms[0].Kind == AtomKind.Maximum
            ? _terms[0].Atoms[0].Operands.SelectMany(operand => operand.MaximumOperands())
            : [this];
    }

    private bool IsNeverLessThan(Dimension other)
    {
        return (this - other).IsNeverNegative;
    }

    /// <summary>Whether that can be told from its form, symbols being 0 or more.</summary>
    private bool IsNeverNegative => _terms.All(term => term.Coefficient > 0 && term.Atoms.All(atom => atom.IsNeverNegative));

    /// <summary>
    /// Divides when the result holds no remainder: by a constant that divides every coefficient, or by a product of atoms in
    /// every term.
    /// </summary>
    public bool TryDivideExactly(Dimension divisor, out Dimension quotient)
    {
        quotient = Zero;
        if (divisor._terms.Length != 1)
        {
            quotient = One;
            return divisor._terms.Length != 0 && Equals(divisor);
        }

        var (factor, atoms) = (divisor._terms[0].Coefficient, divisor._terms[0].Atoms);
        var terms = new List<Term>();
        foreach (var term in _terms)
        {
            var rest = term.Atoms.ToList();
            if (term.Coefficient % factor != 0 || !atoms.All(atom => Remove(rest, atom)))
            {
                return false;
            }

            terms.Add(new Term(term.Coefficient / factor, [.. rest]));
        }

        quotient = new Dimension(terms);
        return true;
    }

    /// <summary>Writes the expression as <c>slope * symbol + rest</c>.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="slope">What the symbol is multiplied by; it does not hold the symbol and is not 0.</param>
    /// <param name="rest">What is added; it does not hold the symbol.</param>
    /// <returns>False when the expression is not of that form.</returns>
    public bool TryGetLinear(string symbol, out Dimension slope, out Dimension rest)
    {
        var (slopes, rests) = (new List<Term>(), new List<Term>());
        foreach (var term in _terms)
        {
            var others = term.Atoms.ToList();
            var target = others.RemoveAll(atom => atom.Kind == AtomKind.Symbol && atom.Name == symbol) switch
            {
                0 => rests,
                1 => slopes,
                _ => null,
            };
            if (target is null || others.Any(atom => atom.Symbols.Contains(symbol)))
            {
                (slope, rest) = (Zero, Zero);
                return false;
            }

            target.Add(new Term(term.Coefficient, [.. others]));
        }

        (slope, rest) = (new Dimension(slopes), new Dimension(rests));
        return slopes.Count > 0;
    }

    /// <summary>The value for given symbols.</summary>
    /// <exception cref="KeyNotFoundException">A symbol has no value.</exception>
    /// <exception cref="OverflowException">The value does not fit.</exception>
    public long Evaluate(IReadOnlyDictionary<string, long> symbols)
    {
        long sum = 0;
        foreach (var term in _terms)
        {
            var product = term.Coefficient;
            foreach (var atom in term.Atoms)
            {
                product = checked(product * atom.Evaluate(symbols));
            }

            sum = checked(sum + product);
        }

        return sum;
    }

    /// <summary>Computes the expression with numbers of another kind.</summary>
    public T Compute<T>(IDimensionArithmetic<T> arithmetic)
    {
        var terms = _terms.Select(term => term.Compute(arithmetic)).ToList();
        return terms.Count == 0 ? arithmetic.Constant(0) : terms.Aggregate(arithmetic.Add);
    }

    /// <summary>The expression with symbols replaced.</summary>
    public Dimension Substitute(IReadOnlyDictionary<string, Dimension> symbols)
    {
        var sum = Zero;
        foreach (var term in _terms)
        {
            var product = Constant(term.Coefficient);
            foreach (var atom in term.Atoms)
            {
                product *= atom.Substitute(symbols);
            }

            sum += product;
        }

        return sum;
    }

    public bool Equals(Dimension? other)
    {
        return other is not null && _text == other._text;
    }

    public override bool Equals(object? obj)
    {
        return Equals(obj as Dimension);
    }

    public override int GetHashCode()
    {
        return StringComparer.Ordinal.GetHashCode(_text);
    }

    /// <summary>The expression as the plan writes it; also valid C# when <c>max</c> is replaced.</summary>
    public override string ToString()
    {
        return _text;
    }

    private static bool Remove(List<Atom> atoms, Atom atom)
    {
        var index = atoms.FindIndex(other => other.Key == atom.Key);
        if (index >= 0)
        {
            atoms.RemoveAt(index);
        }

        return index >= 0;
    }
}
