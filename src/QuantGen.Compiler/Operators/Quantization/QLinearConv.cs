using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Operators.Convolution;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Quantization;

/// <summary>
/// ONNX QLinearConv (opset 10): an 8-bit convolution to 8 bits. Inputs: data, weight and output, each with scale and zero point; then an
/// optional int32 bias.
/// </summary>
internal sealed class QLinearConv : OperatorDefinition, IQuantizedOperator, IDequantizedOperator
{
    private const int Weight = 3;
    private const int OutputScale = 6;
    private const int OutputZeroPoint = 7;
    private const int Bias = 8;

    public override string Name => "QLinearConv";

    public override void Infer(Node node)
    {
        IntegerOperands.RequireQuantized(node, 0);
        IntegerOperands.RequireQuantized(node, Weight);
        IntegerOperands.RequireOutputParameters(node, OutputScale, OutputZeroPoint);
        var shape = Conv.OutputShape(node, Weight);
        IntegerOperands.RequireLength(node.Input(1), Dimension.One);
        IntegerOperands.RequireLength(node.Input(2), Dimension.One);
        IntegerOperands.RequireLength(node.Input(Weight + 1), shape[1]);
        IntegerOperands.RequireLength(node.Input(Weight + 2), shape[1]);
        if (node.OptionalInput(Bias) is { } bias && (bias.Type != ElementType.Int32 || !bias.ElementCount.Equals(shape[1])))
        {
            throw new InvalidNodeException($"its bias of {bias.ElementCount} {bias.Type} is not one int32 for each of {shape[1]} channels");
        }

        node.SetOutput(0, node.Input(OutputZeroPoint).Type, shape);
    }

    public IReadOnlyList<Node>? Dequantize(Node node, Func<string, string> uniqueName)
    {
        if (!IntegerOperands.AreConstant(node, 1, 2, Weight, Weight + 1, Weight + 2, OutputScale, OutputZeroPoint))
        {
            return null;
        }

        var form = new DequantizedForm(node, uniqueName);
        var inputs = new List<Value> { form.Read(0, 1, 2), form.Read(Weight, Weight + 1, Weight + 2) };
        if (node.OptionalInput(Bias) is not null)
        {
            inputs.Add(form.ReadBias(Bias, 1, Weight + 1));
        }

        (string, object)[] attributes = [.. node.Attributes.All.Select(attribute => (attribute.Key, attribute.Value))];
        return form.Write(form.Compute("Conv", inputs, attributes), OutputScale, OutputZeroPoint, node.Output.Type);
    }

    public override bool KeepsRowsApart(Node node)
    {
        return node.Input(Weight).IsConstant;
    }

    public override void Lower(Node node, LoweringContext context)
    {
        context.Step(
            node,
            "QLinearConv",
            $"{nameof(Kernels.IntegerConvolution)}.{nameof(Kernels.IntegerConvolution.RunQuantized)}",
            ("input", context.ReadPlain(node.Input(0))),
            ("inputScale", context.ReadPlain(node.Input(1))),
            ("inputZeroPoint", context.ReadPlain(node.Input(2))),
            ("weights", context.ReadPlain(node.Input(Weight))),
            ("weightScale", context.ReadPlain(node.Input(Weight + 1))),
            ("weightZeroPoint", context.ReadPlain(node.Input(Weight + 2))),
            ("bias", context.ReadOptional(node, Bias)),
            ("output", context.Define(node.Output, Form.NativePlain)),
            ("outputScale", context.ReadPlain(node.Input(OutputScale))),
            ("outputZeroPoint", context.ReadPlain(node.Input(OutputZeroPoint))),
            ("geometry", Conv.Geometry(node, Weight).Argument));
    }
}
