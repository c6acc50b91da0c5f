using System;
using System.Collections.Generic;

namespace QuantGen.Plan;

/// <summary>Reads integer expressions over symbols: <c>+ - * /</c>, parentheses and <c>max(a, b)</c>.</summary>
/// <remarks>
/// Products are multiplied out, so depth, terms and length are bounded: no text makes the parser slow or the stack overflow.
/// </remarks>
internal sealed class PlanExpressionParser(PlanScanner scanner, ICollection<string> symbols)
{
    public const string Maximum = "max";

    private const int MaximumDepth = 32;
    private const int MaximumTerms = 64;
    private const int MaximumLength = 4096;

    private int _depth;

    public Dimension Parse()
    {
        return Sum();
    }

    /// <summary>Applies an operator within the bounds.</summary>
    /// <exception cref="PlanFormatException">The result is too large, in value or in length.</exception>
    public Dimension Combine(Dimension left, Dimension right, Func<Dimension, Dimension, Dimension> combine)
    {
        try
        {
            var result = left.TermCount * right.TermCount <= MaximumTerms ? combine(left, right) : null;
            if (result is null || result.TermCount > MaximumTerms || result.ToString().Length > MaximumLength)
            {
                throw scanner.Error("the expression is too long");
            }

            return result;
        }
        catch (ArithmeticException exception)
        {
            throw scanner.Error(exception is DivideByZeroException
                ? "the expression divides by zero"
                : "the expression's value is too large");
        }
    }

    private Dimension Sum()
    {
        Enter();
        var sum = Product();
        while (true)
        {
            if (scanner.TryPunctuation('+'))
            {
                sum = Combine(sum, Product(), (left, right) => left + right);
            }
            else if (scanner.TryPunctuation('-'))
            {
                sum = Combine(sum, Product(), (left, right) => left - right);
            }
            else
            {
                _depth--;
                return sum;
            }
        }
    }

    private Dimension Product()
    {
        var product = Factor();
        while (true)
        {
            if (scanner.TryPunctuation('*'))
            {
                product = Combine(product, Factor(), (left, right) => left * right);
            }
            else if (scanner.TryPunctuation('/'))
            {
                product = Combine(product, Factor(), (left, right) => left / right);
            }
            else
            {
                return product;
            }
        }
    }

    private Dimension Factor()
    {
        if (scanner.TryPunctuation('-'))
        {
            Enter();
            var factor = Combine(Dimension.Zero, Factor(), (left, right) => left - right);
            _depth--;
            return factor;
        }

        if (scanner.TryPunctuation('('))
        {
            var inner = Sum();
            scanner.Punctuation(')');
            return inner;
        }

        if (scanner.Peek is >= '0' and <= '9')
        {
            return scanner.Integer("a number", 0, long.MaxValue);
        }

        var name = scanner.PeekIdentifier();
        if (name == Maximum)
        {
            return Largest();
        }

        if (name is null || !symbols.Contains(name))
        {
            throw scanner.Error(name is null ? "expected an expression" : $"'{name}' is not a symbol");
        }

        return Dimension.Symbol(scanner.Identifier("a symbol"));
    }

    private Dimension Largest()
    {
        scanner.Keyword(Maximum);
        scanner.Punctuation('(');
        var left = Sum();
        scanner.Punctuation(',');
        var right = Sum();
        scanner.Punctuation(')');
        return Combine(left, right, Dimension.Max);
    }

    private void Enter()
    {
        if (++_depth > MaximumDepth)
        {
            throw scanner.Error("the expression is nested too deeply");
        }
    }
}
