using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using QuantGen.Findings;

namespace QuantGen.Declarations;

/// <summary>Reads the attribute's arguments and checks what can be checked without opening a file.</summary>
/// <remarks>
/// Names that the attribute does not have, and values of a wrong type where a literal stands, are the compiler's to report.
/// </remarks>
internal sealed class QuantizeArgumentReader(List<Diagnostic> diagnostics)
{
    private const string Static = "Static";
    private const string Dynamic = "Dynamic";
    private const string WeightOnly = "WeightOnly";
    private const string Imported = "Imported";
    private const string Percentile = "Percentile";
    private const string Int8 = "Int8";
    private const string Int4 = "Int4";

    private static readonly string[] Modes = [Static, Dynamic, WeightOnly, Imported];
    private static readonly string[] Methods = ["Default", "MinMax", Percentile, "Entropy", "MeanSquaredError"];
    private static readonly string[] ActivationScales = ["PerRow", "PerTensor"];
    private static readonly string[] WeightFormats = [Int8, Int4, "Float16", "BFloat16"];
    private static readonly string[] WeightScalings = ["LeastSquares", "RoundToNearest"];

    private readonly Dictionary<string, AttributeArgumentSyntax> _arguments = [];
    private readonly HashSet<string> _known = [];
    private bool _complete = true;

    /// <returns>Null when the mode is missing, an argument is no literal, or the attribute has none of its name.</returns>
    public QuantizeRequest? Read(AttributeSyntax attribute, string className, string simpleName)
    {
        foreach (var argument in attribute.ArgumentList?.Arguments ?? default)
        {
            _arguments[AttributeArguments.NameOf(argument)] = argument;
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
            ActivationScale = Member(nameof(QuantizeRequest.ActivationScale), "ActivationScale", ActivationScales, ActivationScales[0]),
            WeightFormat = Member(nameof(QuantizeRequest.WeightFormat), "WeightFormat", WeightFormats, WeightFormats[0]),
            BlockSize = (int)Number(nameof(QuantizeRequest.BlockSize), 32),
            WeightZeroPoint = Flag(nameof(QuantizeRequest.WeightZeroPoint), false),
            WeightScaling = Member(nameof(QuantizeRequest.WeightScaling), "WeightScaling", WeightScalings, WeightScalings[0]),
            MinimumSqnr = Number(nameof(QuantizeRequest.MinimumSqnr), 0),
        };
        if (!_complete || mode.Length == 0 || !_arguments.Keys.All(_known.Contains))
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
        Check(request.BlockSize is 16 or 32 or 64 or 128 or 256, nameof(request.BlockSize), "16, 32, 64, 128 or 256");
        Check(request.MinimumSqnr >= 0, nameof(request.MinimumSqnr), "a number of decibels, 0 or more");
        Check(request.Model.Trim().Length > 0, nameof(request.Model), "the path of a file");
        Check(request.Calibration?.Trim().Length != 0, nameof(request.Calibration), "the path of a file or folder");
        Check(request.ScaleTable?.Trim().Length != 0, nameof(request.ScaleTable), "the path of a file");
    }

    private void CheckUse(QuantizeRequest request)
    {
        var mode = "the mode " + request.Mode;
        CheckUsed(request.Mode == Static, mode, nameof(request.Method), nameof(request.Percentile), nameof(request.HistogramBins), nameof(request.ScaleTable));
        CheckUsed(request.Mode is Static or Dynamic, mode, nameof(request.PerChannel));
        CheckUsed(request.Mode == Dynamic, mode, nameof(request.ActivationScale));
        CheckUsed(request.Mode == WeightOnly, mode, nameof(request.WeightFormat), nameof(request.BlockSize), nameof(request.WeightZeroPoint), nameof(request.WeightScaling));
        CheckUsed(request.Mode != Imported, mode, nameof(request.KeepFloatOperators), nameof(request.KeepFloatNodes));
        CheckUsed(request.Mode == Static || request.Calibration is not null, "no Calibration to measure on", nameof(request.MinimumSqnr));
        if (request.Mode == Static)
        {
            var (method, isDefault) = (request.Method, request.Method == Methods[0]);
            CheckUsed(isDefault || method == Percentile, "the method " + method, nameof(request.Percentile));
            CheckUsed(isDefault || method is "Entropy" or "MeanSquaredError", "the method " + method, nameof(request.HistogramBins));
        }

        if (request.Mode == WeightOnly)
        {
            var format = "the format " + request.WeightFormat;
            CheckUsed(request.WeightFormat == Int4, format, nameof(request.BlockSize), nameof(request.WeightZeroPoint));
            CheckUsed(request.WeightFormat is Int4 or Int8, format, nameof(request.WeightScaling));
        }
    }

    private void Check(bool isInRange, string name, string range)
    {
        if (!isInRange)
        {
            Report(DeclarationDescriptors.OutOfRange, _arguments[name].Expression, name, range);
        }
    }

    private void CheckUsed(bool isUsed, string with, params string[] names)
    {
        foreach (var name in names)
        {
            if (!isUsed && _arguments.TryGetValue(name, out var argument))
            {
                var fix = FixProperties.Of(new AttributeFix(ArgumentEdit.Remove, name));
                diagnostics.Add(Diagnostic.Create(DeclarationDescriptors.NotUsed, argument.GetLocation(), fix, name, with));
            }
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
        _known.Add(name);
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
