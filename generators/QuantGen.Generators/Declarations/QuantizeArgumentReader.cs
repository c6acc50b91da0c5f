using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace QuantGen.Declarations;

/// <summary>Reads the attribute's arguments and checks what can be checked without opening a file.</summary>
/// <remarks>
/// Names that the attribute does not have, and values of a wrong type where a literal stands, are the compiler's to report.
/// </remarks>
internal sealed class QuantizeArgumentReader(List<Diagnostic> diagnostics)
{
    private const string Static = "Static";
    private const string Percentile = "Percentile";

    private static readonly string[] Modes = [Static, "Dynamic", "WeightOnly", "Imported"];
    private static readonly string[] Methods = ["Default", "MinMax", Percentile, "Entropy", "MeanSquaredError"];

    private readonly Dictionary<string, AttributeArgumentSyntax> _arguments = [];
    private bool _complete = true;

    /// <returns>Null when the mode is missing or an argument is no literal.</returns>
    public QuantizeRequest? Read(AttributeSyntax attribute, string className, string simpleName)
    {
        foreach (var argument in attribute.ArgumentList?.Arguments ?? default)
        {
            var name = argument.NameEquals?.Name.Identifier.ValueText ?? nameof(QuantizeRequest.Mode);
            _arguments[name] = argument;
        }

        var mode = Member(nameof(QuantizeRequest.Mode), "QuantizationMode", Modes, "");
        var request = new QuantizeRequest
        {
            ClassName = className,
            Mode = mode,
            Model = Text(nameof(QuantizeRequest.Model)) ?? simpleName + ".onnx",
            Calibration = Text(nameof(QuantizeRequest.Calibration)),
            Method = Member(nameof(QuantizeRequest.Method), "CalibrationMethod", Methods, Methods[0]),
            Percentile = Number(nameof(QuantizeRequest.Percentile), 99.99),
            HistogramBins = (int)Number(nameof(QuantizeRequest.HistogramBins), 2048),
            ScaleTable = Text(nameof(QuantizeRequest.ScaleTable)),
            PerChannel = Flag(nameof(QuantizeRequest.PerChannel), true),
            KeepFloatOperators = Texts(nameof(QuantizeRequest.KeepFloatOperators)),
            KeepFloatNodes = Texts(nameof(QuantizeRequest.KeepFloatNodes)),
            MinimumSqnr = Number(nameof(QuantizeRequest.MinimumSqnr), 0),
        };
        if (!_complete || mode.Length == 0)
        {
            return null;
        }

        CheckRanges(request);
        CheckUse(request);
        return request;
    }

    private void CheckRanges(QuantizeRequest request)
    {
        Check(request.Percentile is > 50 and <= 100, nameof(request.Percentile), "above 50 and at most 100");
        Check(request.HistogramBins is >= 256 and <= 65536, nameof(request.HistogramBins), "from 256 to 65536");
        Check(request.MinimumSqnr >= 0, nameof(request.MinimumSqnr), "a number of decibels, 0 or more");
        Check(request.Model.Trim().Length > 0, nameof(request.Model), "the path of a file");
        Check(request.Calibration?.Trim().Length != 0, nameof(request.Calibration), "the path of a file or folder");
        Check(request.ScaleTable?.Trim().Length != 0, nameof(request.ScaleTable), "the path of a file");
    }

    private void CheckUse(QuantizeRequest request)
    {
        if (request.Mode != Static)
        {
            Report(DeclarationDescriptors.ModeNotAvailable, _arguments[nameof(request.Mode)].Expression, request.Mode);
            string[] calibrating =
            [
                nameof(request.Calibration),
                nameof(request.Method),
                nameof(request.Percentile),
                nameof(request.HistogramBins),
                nameof(request.ScaleTable),
            ];
            foreach (var name in calibrating)
            {
                CheckUsed(false, name, "the mode " + request.Mode);
            }

            return;
        }

        var (method, isDefault) = (request.Method, request.Method == Methods[0]);
        CheckUsed(isDefault || method == Percentile, nameof(request.Percentile), "the method " + method);
        CheckUsed(isDefault || method is "Entropy" or "MeanSquaredError", nameof(request.HistogramBins), "the method " + method);
    }

    private void Check(bool isInRange, string name, string range)
    {
        if (!isInRange)
        {
            Report(DeclarationDescriptors.OutOfRange, _arguments[name].Expression, name, range);
        }
    }

    private void CheckUsed(bool isUsed, string name, string with)
    {
        if (!isUsed && _arguments.TryGetValue(name, out var argument))
        {
            Report(DeclarationDescriptors.NotUsed, argument, name, with);
        }
    }

    private string? Text(string name)
    {
        return Value<string?>(name, null, LiteralReader.TryString, "a string literal");
    }

    private IReadOnlyList<string> Texts(string name)
    {
        return Value<IReadOnlyList<string>>(name, [], LiteralReader.TryStrings, "a list of string literals");
    }

    private double Number(string name, double defaultValue)
    {
        return Value<double>(name, defaultValue, LiteralReader.TryNumber, "a number");
    }

    private bool Flag(string name, bool defaultValue)
    {
        return Value<bool>(name, defaultValue, LiteralReader.TryBoolean, "true or false");
    }

    private string Member(string name, string type, string[] members, string defaultValue)
    {
        return Value(
            name,
            defaultValue,
            (ExpressionSyntax expression, out string value) => LiteralReader.TryMember(expression, type, members, out value),
            "a member of " + type);
    }

    private T Value<T>(string name, T defaultValue, TryRead<T> tryRead, string expected)
    {
        if (!_arguments.TryGetValue(name, out var argument))
        {
            return defaultValue;
        }

        if (!tryRead(argument.Expression, out var value))
        {
            Report(DeclarationDescriptors.NotLiteral, argument.Expression, name, expected);
            _complete = false;
        }

        return value;
    }

    private void Report(DiagnosticDescriptor descriptor, SyntaxNode place, params object[] arguments)
    {
        diagnostics.Add(Diagnostic.Create(descriptor, place.GetLocation(), arguments));
    }

    private delegate bool TryRead<T>(ExpressionSyntax expression, out T value);
}
