using System;
using System.Globalization;
using System.Linq;
using System.Text;

namespace QuantGen.Plan;

/// <summary>
/// Reads the tokens of one line of a plan from left to right. Spaces between tokens mean nothing; whatever does not fit is an
/// error at its column.
/// </summary>
internal sealed class PlanScanner
{
    private readonly string _text;
    private readonly int _line;
    private readonly int _start;
    private readonly int _end;
    private int _position;

    /// <param name="text">The plan.</param>
    /// <param name="line">The line's number, from 1.</param>
    /// <param name="start">Where the line starts in the text.</param>
    /// <param name="end">Where it ends, before the line break.</param>
    public PlanScanner(string text, int line, int start, int end)
    {
        (_text, _line, _start, _end, _position) = (text, line, start, end, start);
    }

    /// <summary>True when only spaces are left.</summary>
    public bool AtEnd
    {
        get
        {
            SkipSpaces();
            return _position == _end;
        }
    }

    /// <summary>The next character that is not a space, or NUL at the end.</summary>
    public char Peek => AtEnd ? '\0' : _text[_position];

    /// <summary>Where the next token starts, for an error found only after reading it.</summary>
    public int Mark()
    {
        SkipSpaces();
        return _position;
    }

    /// <summary>An error at the next token.</summary>
    public PlanFormatException Error(string reason)
    {
        return Error(reason, Mark());
    }

    /// <summary>An error at a token that <see cref="Mark"/> remembered.</summary>
    public PlanFormatException Error(string reason, int mark)
    {
        return new PlanFormatException(_line, mark - _start + 1, reason);
    }

    public void End()
    {
        if (!AtEnd)
        {
            throw Error("unexpected text at the end of the line");
        }
    }

    public bool TryPunctuation(char character)
    {
        if (Peek != character || AtEnd)
        {
            return false;
        }

        _position++;
        return true;
    }

    public void Punctuation(char character)
    {
        if (!TryPunctuation(character))
        {
            throw Error($"expected '{character}'");
        }
    }

    /// <summary>The identifier that comes next, or null; it stays unread.</summary>
    public string? PeekIdentifier()
    {
        SkipSpaces();
        var stop = _position;
        while (stop < _end && IsIdentifierPart(_text[stop], first: stop == _position))
        {
            stop++;
        }

        return stop == _position ? null : _text.Substring(_position, stop - _position);
    }

    public string Identifier(string what)
    {
        var identifier = PeekIdentifier() ?? throw Error($"expected {what}");
        _position += identifier.Length;
        return identifier;
    }

    public bool TryKeyword(string keyword)
    {
        if (PeekIdentifier() != keyword)
        {
            return false;
        }

        _position += keyword.Length;
        return true;
    }

    public void Keyword(string keyword)
    {
        if (!TryKeyword(keyword))
        {
            throw Error($"expected '{keyword}'");
        }
    }

    /// <summary>Everything up to the next space.</summary>
    public string Word(string what)
    {
        SkipSpaces();
        var stop = _position;
        while (stop < _end && _text[stop] != ' ')
        {
            stop++;
        }

        if (stop == _position)
        {
            throw Error($"expected {what}");
        }

        var word = _text.Substring(_position, stop - _position);
        _position = stop;
        return word;
    }

    /// <summary>A SHA-256 hash: <c>sha256:</c> and 64 digits in lower case.</summary>
    public string Hash()
    {
        const string Prefix = "sha256:";
        const int Digits = 64;
        var mark = Mark();
        var word = Word("a hash");
        return word.Length == Prefix.Length + Digits &&
            word.StartsWith(Prefix, StringComparison.Ordinal) &&
            word.Skip(Prefix.Length).All(digit => digit is (>= '0' and <= '9') or (>= 'a' and <= 'f'))
                ? word
                : throw Error("expected sha256: and 64 hexadecimal digits in lower case", mark);
    }

    /// <summary>A whole number in decimal, with a sign where the range allows one.</summary>
    public long Integer(string what, long low, long high)
    {
        SkipSpaces();
        var stop = _position < _end && _text[_position] == '-' ? _position + 1 : _position;
        while (stop < _end && _text[stop] is >= '0' and <= '9')
        {
            stop++;
        }

        var digits = _text.Substring(_position, stop - _position);
        if (!long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ||
            value < low || value > high)
        {
            throw Error($"expected {what}, a whole number from {PlanNumber.Format(low)} to {PlanNumber.Format(high)}");
        }

        _position = stop;
        return value;
    }

    /// <summary>A number: finite in decimal, or <c>infinity</c>, <c>-infinity</c>, <c>nan</c>.</summary>
    public double Number(string what)
    {
        if (!TryNumber("", out var value))
        {
            throw Error($"expected {what}");
        }

        return value;
    }

    /// <summary>A number followed directly by <c>f</c>. Reads nothing when something else comes.</summary>
    public bool TryFloat(out float value)
    {
        var mark = Mark();
        var found = TryNumber("f", out var number);
        value = ToFloat(number, mark);
        return found;
    }

    /// <summary>The number read at a mark as a float.</summary>
    /// <exception cref="PlanFormatException">It is finite, but no longer as a float.</exception>
    public float ToFloat(double number, int mark)
    {
        var value = (float)number;
        return float.IsInfinity(value) && !double.IsInfinity(number)
            ? throw Error("the number is too large for a float", mark)
            : value;
    }

    /// <summary>A string in double quotes with the escapes <c>\" \\ \n \r \t \uXXXX</c>.</summary>
    public string QuotedString()
    {
        Punctuation('"');
        var value = new StringBuilder();
        while (_position < _end && _text[_position] != '"')
        {
            value.Append(_text[_position] == '\\' ? Escape() : _text[_position++]);
        }

        if (_position == _end)
        {
            throw Error("a string is not closed");
        }

        _position++;
        return value.ToString();
    }

    public static bool IsIdentifierPart(char character, bool first)
    {
        return character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_' || (!first && character is >= '0' and <= '9');
    }

    private char Escape()
    {
        var kind = _position + 1 < _end ? _text[_position + 1] : '\0';
        var digits = kind == 'u' && _position + 6 <= _end ? _text.Substring(_position + 2, 4) : "";
        if (ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            _position += 6;
            return (char)code;
        }

        var character = kind switch
        {
            '"' => '"',
            '\\' => '\\',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => throw Error("unknown escape in a string"),
        };
        _position += 2;
        return character;
    }

    private bool TryNumber(string suffix, out double value)
    {
        SkipSpaces();
        var stop = _position;
        while (stop < _end && (IsIdentifierPart(_text[stop], first: false) || _text[stop] == '.' || IsSign(stop)))
        {
            stop++;
        }

        var word = _text.Substring(_position, stop - _position);
        if (!word.EndsWith(suffix, StringComparison.Ordinal))
        {
            value = 0;
            return false;
        }

        var digits = word.Substring(0, word.Length - suffix.Length);
        var known = true;
        value = digits switch
        {
            PlanNumber.Infinity => double.PositiveInfinity,
            "-" + PlanNumber.Infinity => double.NegativeInfinity,
            PlanNumber.NotANumber => double.NaN,
            _ => (known = PlanNumber.TryParse(digits, out var number)) ? number : 0,
        };
        _position = known ? stop : _position;
        return known;
    }

    /// <summary>A sign belongs to a number at its start and after the <c>e</c> of its exponent.</summary>
    private bool IsSign(int index)
    {
        return index == _position ? _text[index] == '-' : _text[index] is '-' or '+' && _text[index - 1] is 'e' or 'E';
    }

    private void SkipSpaces()
    {
        while (_position < _end && _text[_position] == ' ')
        {
            _position++;
        }
    }
}
