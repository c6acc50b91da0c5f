using System.Collections.Generic;
using System.Linq;

namespace QuantGen.Plan;

/// <summary>
/// Reads a plan. Names are declared before they are used; what the format does not allow is an error at its line and column.
/// </summary>
internal sealed class PlanParser
{
    private const string Indent = "  ";
    private const int MaximumRank = 16;
    private const int MaximumChunk = 1 << 20;

    private readonly HashSet<string> _seen = [];
    private readonly HashSet<string> _symbolNames = [];
    private readonly HashSet<string> _names = [];
    private readonly HashSet<string> _stepNames = [];
    private readonly HashSet<string> _argumentNames = [];

    private readonly List<PlanSymbol> _symbols = [];
    private readonly List<PlanPort> _inputs = [];
    private readonly List<PlanPort> _outputs = [];
    private readonly List<PlanConstant> _constants = [];
    private readonly List<PlanTensor> _tensors = [];
    private readonly List<PlanScale> _scales = [];
    private readonly List<PlanStep> _steps = [];
    private List<PlanArgument>? _arguments;

    private string _className = "";
    private string _request = "";
    private string _modelFile = "";
    private string _modelHash = "";
    private string _mode = "";
    private long? _weightBytes;
    private string _weightHash = "";
    private Dimension _arenaBytes = Dimension.Zero;

    private PlanParser()
    {
    }

    /// <summary>Reads a plan.</summary>
    /// <exception cref="PlanFormatException">The text is not a plan of the current version.</exception>
    public static PlanDocument Parse(string text)
    {
        var parser = new PlanParser();
        var (line, start) = (0, 0);
        while (start < text.Length)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            parser.Line(new PlanScanner(text, ++line, start, end), text, start, end);
            start = end + 1;
        }

        return parser.Finish(new PlanScanner(text, line + 1, text.Length, text.Length));
    }

    private void Line(PlanScanner scanner, string text, int start, int end)
    {
        if (scanner.AtEnd || text[start] == '#')
        {
            return;
        }

        if (string.CompareOrdinal(text, start, Indent, 0, Indent.Length) == 0)
        {
            Argument(scanner);
        }
        else if (_seen.Count == 0)
        {
            Version(scanner);
        }
        else
        {
            _arguments = null;
            Directive(scanner);
        }

        scanner.End();
    }

    private void Version(PlanScanner scanner)
    {
        const string Magic = "quantgen-plan";
        if (scanner.Word("'" + Magic + "'") != Magic)
        {
            throw scanner.Error($"a plan starts with '{Magic} {PlanNumber.Format(PlanDocument.CurrentVersion)}'");
        }

        var version = scanner.Integer("the version", 1, int.MaxValue);
        if (version != PlanDocument.CurrentVersion)
        {
            var known = PlanNumber.Format(PlanDocument.CurrentVersion);
            var reason = $"version {PlanNumber.Format(version)} of the plan format is not known, only {known}";
            throw new PlanFormatException(1, Magic.Length + 2, reason) { IsUnknownVersion = true };
        }

        _seen.Add(Magic);
    }

    private void Directive(PlanScanner scanner)
    {
        var mark = scanner.Mark();
        var directive = scanner.Identifier("a directive");
        var isNew = _seen.Add(directive);
        var belongsToBody = directive is "arena" or "constant" or "tensor" or "scale" or "step";
        if (belongsToBody && _weightBytes is null)
        {
            throw scanner.Error("'weights' must come first: a plan without it ends with its inputs and outputs", mark);
        }

        switch (directive)
        {
            case "symbol": Symbol(scanner); break;
            case "input": Port(scanner, _inputs); break;
            case "output": Port(scanner, _outputs); break;
            case "constant": Constant(scanner); break;
            case "tensor": Tensor(scanner); break;
            case "scale": Scale(scanner); break;
            case "step": Step(scanner); break;
            default: Single(scanner, directive, mark, isNew); break;
        }
    }

    /// <summary>The directives that stand once.</summary>
    private void Single(PlanScanner scanner, string directive, int mark, bool isNew)
    {
        switch (isNew ? directive : "")
        {
            case "class":
                _className = NotEmpty(scanner);
                break;
            case "request":
                _request = scanner.Hash();
                break;
            case "model":
                (_modelFile, _modelHash) = (NotEmpty(scanner), scanner.Hash());
                break;
            case "mode":
                _mode = scanner.Identifier("a mode");
                break;
            case "weights":
                (_weightBytes, _weightHash) = (scanner.Integer("the size in bytes", 0, long.MaxValue), scanner.Hash());
                break;
            case "arena":
                _arenaBytes = NotNegative(scanner);
                break;
            default:
                throw scanner.Error(isNew ? "unknown directive" : $"'{directive}' is given twice", mark);
        }
    }

    private void Symbol(PlanScanner scanner)
    {
        var mark = scanner.Mark();
        var name = scanner.Identifier("a symbol");
        if (PlanValueParser.IsReserved(name) || !_symbolNames.Add(name))
        {
            throw scanner.Error($"'{name}' cannot be a symbol's name: it is taken, or has a meaning of its own", mark);
        }

        mark = scanner.Mark();
        int? chunk = scanner.TryKeyword("chunk") ? (int)scanner.Integer("the chunk's size", 1, MaximumChunk) : null;
        if (chunk is not null && _symbols.Any(symbol => symbol.Chunk is not null))
        {
            throw scanner.Error("there is a chunk symbol already", mark);
        }

        _symbols.Add(new PlanSymbol(name, chunk));
    }

    private void Port(PlanScanner scanner, List<PlanPort> ports)
    {
        var name = NewName(scanner);
        var onnxName = scanner.QuotedString();
        var type = ElementType(scanner);
        var mark = scanner.Mark();
        var shape = Shape(scanner);
        var chunk = _symbols.FirstOrDefault(symbol => symbol.Chunk is not null)?.Name;
        if (chunk is not null &&
            (shape.Count == 0 || shape[0].SymbolName != chunk || shape.Skip(1).Any(size => size.Symbols.Contains(chunk))))
        {
            throw scanner.Error("the chunk symbol is the first dimension of every input and output, and in no other", mark);
        }

        ports.Add(new PlanPort(name, onnxName, type, shape));
    }

    private void Constant(PlanScanner scanner)
    {
        var name = NewName(scanner);
        var type = ElementType(scanner);
        var mark = scanner.Mark();
        var shape = Shape(scanner);
        if (!shape.All(size => size.Value <= int.MaxValue))
        {
            throw scanner.Error("a constant's shape holds no symbols", mark);
        }

        var sizes = shape.Select(size => (int)size.Value!.Value).ToList();
        if (scanner.TryKeyword("at"))
        {
            _constants.Add(new PlanConstant(name, type, sizes, scanner.Integer("an offset", 0, long.MaxValue), null));
            return;
        }

        scanner.Punctuation('=');
        mark = scanner.Mark();
        var values = PlanTableParser.Values(scanner, type);
        if (sizes.Aggregate(1L, (product, size) => product * size) != values.Count)
        {
            throw scanner.Error("the table's length differs from its shape's", mark);
        }

        _constants.Add(new PlanConstant(name, type, sizes, null, values));
    }

    private void Tensor(PlanScanner scanner)
    {
        var name = NewName(scanner);
        var onnxName = scanner.QuotedString();
        var type = ElementType(scanner);
        var shape = Shape(scanner);
        scanner.Keyword("at");
        var offset = NotNegative(scanner);
        float? scale = null;
        int? zeroPoint = null;
        if (scanner.TryKeyword("scale"))
        {
            scale = PlanTableParser.Scale(scanner);
            scanner.Keyword("zero");
            zeroPoint = (int)scanner.Integer("a zero point", short.MinValue, ushort.MaxValue);
        }

        _tensors.Add(new PlanTensor(name, onnxName, type, shape, offset, scale, zeroPoint));
    }

    private void Scale(PlanScanner scanner)
    {
        var name = scanner.Identifier("a name");
        var onnxName = scanner.QuotedString();
        scanner.Keyword("axis");
        var axis = (int)scanner.Integer("an axis", -1, MaximumRank - 1);
        scanner.Punctuation('=');
        _scales.Add(new PlanScale(name, onnxName, axis, PlanTableParser.Scales(scanner)));
    }

    private void Step(PlanScanner scanner)
    {
        var mark = scanner.Mark();
        var name = scanner.Identifier("a name");
        if (!_stepNames.Add(name))
        {
            throw scanner.Error($"there is a step '{name}' already", mark);
        }

        var title = scanner.QuotedString();
        var kernel = scanner.Identifier("a kernel's class");
        scanner.Punctuation('.');
        kernel += "." + scanner.Identifier("a kernel's method");
        _arguments = [];
        _argumentNames.Clear();
        _steps.Add(new PlanStep(name, title, kernel, _arguments));
    }

    private void Argument(PlanScanner scanner)
    {
        if (_arguments is null)
        {
            throw scanner.Error("an indented line must follow a step");
        }

        _arguments.Add(new PlanValueParser(scanner, _symbolNames, _names).Argument(_argumentNames));
    }

    private string NewName(PlanScanner scanner)
    {
        var mark = scanner.Mark();
        var name = scanner.Identifier("a name");
        return _names.Add(name) ? name : throw scanner.Error($"'{name}' names something else already", mark);
    }

    private static string NotEmpty(PlanScanner scanner)
    {
        var mark = scanner.Mark();
        var value = scanner.QuotedString();
        return value.Length > 0 ? value : throw scanner.Error("the name is empty", mark);
    }

    private static PlanElementType ElementType(PlanScanner scanner)
    {
        var mark = scanner.Mark();
        return PlanElementTypes.TryParse(scanner.Identifier("an element type"), out var type)
            ? type
            : throw scanner.Error("expected an element type, such as float32 or uint8", mark);
    }

    private List<Dimension> Shape(PlanScanner scanner)
    {
        var shape = new List<Dimension>();
        scanner.Punctuation('[');
        if (scanner.TryPunctuation(']'))
        {
            return shape;
        }

        var expressions = new PlanExpressionParser(scanner, _symbolNames);
        var length = Dimension.One;
        do
        {
            shape.Add(NotNegative(scanner));
            length = expressions.Combine(length, shape[shape.Count - 1], (left, right) => left * right);
            if (shape.Count > MaximumRank)
            {
                throw scanner.Error("the shape has too many dimensions");
            }
        }
        while (scanner.TryPunctuation(','));

        scanner.Punctuation(']');
        return shape;
    }

    private Dimension NotNegative(PlanScanner scanner)
    {
        var mark = scanner.Mark();
        var value = new PlanExpressionParser(scanner, _symbolNames).Parse();
        return value.Value < 0 ? throw scanner.Error("the value is negative", mark) : value;
    }

    private PlanDocument Finish(PlanScanner end)
    {
        string[] required = ["quantgen-plan", "class", "request", "model", "mode", "output"];
        if (required.FirstOrDefault(directive => !_seen.Contains(directive)) is { } missing)
        {
            throw end.Error($"the plan has no '{missing}'");
        }

        return new PlanDocument
        {
            ClassName = _className,
            Request = _request,
            ModelFile = _modelFile,
            ModelHash = _modelHash,
            Mode = _mode,
            Symbols = _symbols,
            Inputs = _inputs,
            Outputs = _outputs,
            WeightBytes = _weightBytes,
            WeightHash = _weightHash,
            ArenaBytes = _arenaBytes,
            Constants = _constants,
            Tensors = _tensors,
            Scales = _scales,
            Steps = _steps,
        };
    }
}
