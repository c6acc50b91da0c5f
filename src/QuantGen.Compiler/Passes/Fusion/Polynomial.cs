using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Passes.Fusion;

/// <summary>A polynomial in one variable, up to the third degree: what a chain of Add, Sub, Mul, Div and Pow with numbers computes.</summary>
internal sealed class Polynomial
{
    private const int MaxDegree = 3;

    /// <summary>Nodes between a value and its variable; activations have about five.</summary>
    private const int MaxDepth = 8;

    private readonly double[] _coefficients = new double[MaxDegree + 1];

    /// <summary>Makes a polynomial from its coefficients, that of the constant term first.</summary>
    public Polynomial(params ReadOnlySpan<double> coefficients)
    {
        coefficients.CopyTo(_coefficients);
    }

    /// <summary>The coefficient of a power.</summary>
    public double this[int power] => _coefficients[power];

    /// <summary>A value as a polynomial in another; null when it is none.</summary>
    public static Polynomial? Of(Value value, Value variable)
    {
        return Of(value, variable, MaxDepth);
    }

    public static Polynomial operator +(Polynomial left, Polynomial right)
    {
        return new Polynomial([.. left._coefficients.Zip(right._coefficients, (a, b) => a + b)]);
    }

    public static Polynomial operator *(Polynomial left, double factor)
    {
        return new Polynomial([.. left._coefficients.Select(coefficient => coefficient * factor)]);
    }

    /// <summary>The product; null when its degree is too high.</summary>
    public static Polynomial? Product(Polynomial left, Polynomial right)
    {
        var result = new double[MaxDegree + 1];
        for (var i = 0; i <= MaxDegree; i++)
        {
            for (var j = 0; j <= MaxDegree; j++)
            {
                var product = left[i] * right[j];
                if (product != 0)
                {
                    if (i + j > MaxDegree)
                    {
                        return null;
                    }

                    result[i + j] += product;
                }
            }
        }

        return new Polynomial(result);
    }

    /// <summary>Whether the coefficients are these, up to the digits that exporters write.</summary>
    public bool Is(params ReadOnlySpan<double> coefficients)
    {
        var scale = _coefficients.Max(Math.Abs);
        for (var power = 0; power <= MaxDegree; power++)
        {
            var expected = power < coefficients.Length ? coefficients[power] : 0;
            if (!Operands.IsClose(_coefficients[power], expected) && Math.Abs(_coefficients[power] - expected) > 1e-7 * scale)
            {
                return false;
            }
        }

        return true;
    }

    private static Polynomial? Of(Value value, Value variable, int depth)
    {
        if (value == variable)
        {
            return new Polynomial(0, 1);
        }

        if (value.AsNumber() is { } number)
        {
            return new Polynomial(number);
        }

        return depth == 0 ? null : value.Producer switch
        {
            { OperatorType: "Add" or "Sub" or "Mul" or "Div" or "Pow" } node
                when Of(node.Input(0), variable, depth - 1) is { } left && Of(node.Input(1), variable, depth - 1) is { } right
                => Combine(node.OperatorType, left, right),
            { OperatorType: "Neg" } node => Of(node.Input(0), variable, depth - 1) is { } inner ? inner * -1 : null,
            _ => null,
        };
    }

    private static Polynomial? Combine(string operatorType, Polynomial left, Polynomial right)
    {
        var number = right._coefficients.Skip(1).All(coefficient => coefficient == 0) ? right[0] : (double?)null;
        return operatorType switch
        {
            "Add" => left + right,
            "Sub" => left + (right * -1),
            "Mul" => Product(left, right),
            "Div" when number is { } divisor and not 0 => left * (1 / divisor),
            "Pow" when number == 2 => Product(left, left),
            "Pow" when number == 3 => Product(left, left) is { } square ? Product(square, left) : null,
            _ => null,
        };
    }
}
