using System.CommandLine;
using QuantGen.Compiler;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Quantization;
using QuantGen.Tool.CommandLine;

namespace QuantGen.Tool.Commands;

/// <summary>The options that say how to quantize, for every verb that does: all that <see cref="QuantizeAttribute"/> has.</summary>
internal sealed class QuantizationOptionSet
{
    private static readonly QuantizationOptions Defaults = new();

    private readonly Option<ModelMode> _mode;

    private readonly Option<string?> _calibration = new("--calibration")
    {
        Description = "Calibration data for static mode: a CSV, .npy or .npz file, or a folder of these. Other modes measure on it.",
        HelpName = "DATA",
    };

    private readonly Option<CalibrationMethod> _method = OptionFactory.Choice(
        "--method", "How ranges are chosen from the calibration data.", Enum.GetValues<CalibrationMethod>());

    private readonly Option<double> _percentile = OptionFactory.Number(
        "--percentile", "For '--method percentile': the share of values to keep, in percent.",
        Defaults.Percentile, number => number is > 50 and <= 100, "a number above 50 and at most 100");

    private readonly Option<int> _histogramBins = OptionFactory.Number(
        "--histogram-bins", "For '--method entropy' and 'mean-squared-error': bins of the histogram.",
        Defaults.HistogramBins, number => number is >= 256 and <= 65536, "a whole number from 256 to 65536");

    private readonly Option<string?> _scaleTable = new("--scale-table")
    {
        Description = "A file that keeps the calibrated ranges: written when it is absent; while it matches, no data is needed.",
        HelpName = "FILE.json",
    };

    private readonly Option<bool> _perTensor = new("--per-tensor")
    {
        Description = "One weight scale per tensor instead of one per output channel.",
    };

    private readonly Option<ActivationScale> _activationScale = OptionFactory.Choice(
        "--activation-scale", "For '--mode dynamic': how many activations share a scale.", Enum.GetValues<ActivationScale>());

    private readonly Option<WeightFormat> _weightFormat = OptionFactory.Choice(
        "--weight-format", "For '--mode weight-only': how weights are stored.", Enum.GetValues<WeightFormat>());

    private readonly Option<int> _blockSize = OptionFactory.Number(
        "--block-size", "For '--weight-format int4': how many weights share a scale.",
        Defaults.BlockSize, number => number is 16 or 32 or 64 or 128 or 256, "16, 32, 64, 128 or 256");

    private readonly Option<bool> _weightZeroPoint = new("--weight-zero-point")
    {
        Description = "For '--weight-format int4': a zero point for each block too.",
    };

    private readonly Option<WeightScaling> _weightScaling = OptionFactory.Choice(
        "--weight-scaling", "For '--weight-format int8' and 'int4': how scales are chosen.", Enum.GetValues<WeightScaling>());

    private readonly Option<string[]> _keepFloatOperators = Names("--keep-float-operator", "OPERATOR", "An ONNX operator type that stays in float, such as Softmax; may be repeated.");

    private readonly Option<string[]> _keepFloatNodes = Names("--keep-float-node", "NODE", "The name of an ONNX node that stays in float, or of its result; may be repeated.");

    private readonly Option<double> _minimumSqnr = OptionFactory.Number(
        "--minimum-sqnr", "Fail when an output's signal to quantization noise ratio is lower, in dB: on held-out samples, and for 'compare' also on its own data.",
        Defaults.MinimumSqnr, number => number >= 0 && double.IsFinite(number), "a number of decibels, 0 or more");

    /// <summary>Makes the options.</summary>
    /// <param name="modes">What the verb can do with a model.</param>
    public QuantizationOptionSet(params IReadOnlyList<ModelMode> modes)
    {
        _mode = OptionFactory.Choice("--mode", "What to do with the model.", modes);
        _mode.Required = true;
    }

    /// <summary>Whether the verb measures accuracy on data of its own, so that a bound means something without calibration data.</summary>
    public bool IsMeasuredOnOwnData { get; init; }

    /// <summary>Every option, in the order of the help page.</summary>
    public IReadOnlyList<Option> All =>
    [
        _mode, _calibration, _method, _percentile, _histogramBins, _scaleTable, _perTensor, _activationScale,
        _weightFormat, _blockSize, _weightZeroPoint, _weightScaling, _keepFloatOperators, _keepFloatNodes, _minimumSqnr,
    ];

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command verb)
    {
        All.ToList().ForEach(verb.Options.Add);
    }

    /// <summary>The mode that was asked for.</summary>
    public ModelMode Mode(ParseResult result)
    {
        return result.GetRequiredValue(_mode);
    }

    /// <summary>What to compile, and how.</summary>
    /// <param name="result">Arguments, of a mode other than <see cref="ModelMode.Float"/>.</param>
    /// <param name="modelPath">The model.</param>
    /// <exception cref="UsageException">The options do not go together.</exception>
    public CompileRequest ToRequest(ParseResult result, string modelPath)
    {
        var options = ToOptions(result);
        Check(result, options);
        return new CompileRequest
        {
            ClassName = Path.GetFileNameWithoutExtension(modelPath),
            RequestHash = "-",
            ModelPath = modelPath,
            CalibrationPath = result.GetValue(_calibration),
            ScaleTablePath = result.GetValue(_scaleTable),
            Options = options,
            Declaration = new DiagnosticLocation("quantgen"),
        };
    }

    private QuantizationOptions ToOptions(ParseResult result)
    {
        return new QuantizationOptions
        {
            Mode = Enum.Parse<QuantizationMode>(Mode(result).ToString()),
            Method = result.GetValue(_method),
            Percentile = result.GetValue(_percentile),
            HistogramBins = result.GetValue(_histogramBins),
            PerChannel = !result.GetValue(_perTensor),
            ActivationScale = result.GetValue(_activationScale),
            WeightFormat = result.GetValue(_weightFormat),
            BlockSize = result.GetValue(_blockSize),
            WeightZeroPoint = result.GetValue(_weightZeroPoint),
            WeightScaling = result.GetValue(_weightScaling),
            KeepFloatOperators = result.GetValue(_keepFloatOperators) ?? [],
            KeepFloatNodes = result.GetValue(_keepFloatNodes) ?? [],
            MinimumSqnr = result.GetValue(_minimumSqnr),
        };
    }

    /// <summary>An option without effect is a misunderstanding: say so before a minute of calibration.</summary>
    private void Check(ParseResult result, QuantizationOptions options)
    {
        CheckUsed(options.Mode == QuantizationMode.Static, ModeIs(QuantizationMode.Static), _method, _percentile, _histogramBins, _scaleTable);
        CheckUsed(options.Mode == QuantizationMode.Dynamic, ModeIs(QuantizationMode.Dynamic), _activationScale);
        CheckUsed(options.Mode == QuantizationMode.WeightOnly, ModeIs(QuantizationMode.WeightOnly), _weightFormat, _blockSize, _weightZeroPoint, _weightScaling);
        CheckUsed(IsMeasuredOnOwnData || IsGiven(_calibration) || IsGiven(_scaleTable), _calibration.Name, _minimumSqnr);
        CheckUsed(options.WeightFormat == WeightFormat.Int4, $"{_weightFormat.Name} {KebabName.Of(WeightFormat.Int4)}", _blockSize, _weightZeroPoint);
        if (IsGiven(_percentile) && options.Method != CalibrationMethod.Percentile)
        {
            throw new UsageException($"'{_percentile.Name}' has an effect only with '{_method.Name} {KebabName.Of(CalibrationMethod.Percentile)}'.");
        }

        if (options.Mode == QuantizationMode.Static && !IsGiven(_calibration) && !IsGiven(_scaleTable))
        {
            throw new UsageException($"Static mode needs calibration data: '{_calibration.Name} DATA', typical inputs of the model.");
        }

        string ModeIs(QuantizationMode mode)
        {
            return $"{_mode.Name} {KebabName.Of(mode)}";
        }

        void CheckUsed(bool isUsed, string with, params IEnumerable<Option> given)
        {
            if (!isUsed && given.FirstOrDefault(IsGiven) is { } option)
            {
                throw new UsageException($"'{option.Name}' has an effect only with '{with}'.");
            }
        }

        bool IsGiven(Option option)
        {
            return result.GetResult(option) is { Implicit: false };
        }
    }

    private static Option<string[]> Names(string name, string helpName, string description)
    {
        return new Option<string[]>(name) { Description = description, HelpName = helpName };
    }
}
