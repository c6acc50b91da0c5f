using System.Collections.Immutable;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Quantization;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Recurrent;

/// <summary>
/// What LSTM, GRU and RNN (opset 7 to 22) share: X [steps, batch, inputs] (with <c>layout</c> 1 [batch, steps, inputs]), W [directions, gates * hidden, inputs],
/// R [directions, gates * hidden, hidden], B [directions, 2 * gates * hidden], the sequences' lengths [batch] and the initial state [directions, batch, hidden].
/// </summary>
internal abstract class RecurrentOperator : OperatorDefinition
{
    public const int InputWeightInput = 1;
    public const int RecurrentWeightInput = 2;
    public const int BiasInput = 3;
    public const int LengthsInput = 4;
    public const int InitialHiddenInput = 5;

    /// <summary>
    /// Weights of a direction that stay in the nearest cache as floats: a step multiplies them in less time than it takes to find a scale and to quantize.
    /// </summary>
    private const int FewestWeights = 32 * 1024 / sizeof(float);

    /// <summary>Blocks of rows in the weights.</summary>
    protected abstract int Gates { get; }

    public override void Infer(Node node)
    {
        RequireFloats(node);
        var (input, recurrent) = (node.Input(0), node.Input(RecurrentWeightInput));
        if (input.Rank != 3 || recurrent.Rank != 3 || node.Input(InputWeightInput).Rank != 3)
        {
            throw new InvalidNodeException("its input or weights are not of rank 3");
        }

        var direction = Directions(node)[0];
        CheckShapes(node, direction);
        Dimension[] state = direction.IsBatchFirst
            ? [direction.Batch, direction.Count, direction.Hidden]
            : [direction.Count, direction.Batch, direction.Hidden];
        Dimension[] output = direction.IsBatchFirst
            ? [direction.Batch, direction.Steps, direction.Count, direction.Hidden]
            : [direction.Steps, direction.Count, direction.Batch, direction.Hidden];
        node.SetOutput(0, input.Type, output);
        node.SetOutput(1, input.Type, state);
        node.SetOutput(2, input.Type, state);
        foreach (var each in Directions(node))
        {
            CheckAttributes(node, each);
        }
    }

    public override IReadOnlyList<IntegerForm> IntegerForms => [IntegerForm.Recurrent];

    public override IntegerForm IntegerFormOf(Node node)
    {
        return WeightInputs(node).Count > 0 ? IntegerForm.Recurrent : IntegerForm.None;
    }

    public override IReadOnlyList<WeightInput> WeightInputs(Node node)
    {
        int[] inputs = [InputWeightInput, RecurrentWeightInput];
        return inputs.All(input => node.Input(input).IsConstant) && node.OptionalInput(BiasInput) is null or { IsConstant: true }
            ? [.. inputs.Select(input => new WeightInput(input, ChannelAxis: 1, IsStack: true))]
            : [];
    }

    public override bool HasDynamicForm(Node node)
    {
        return WeightInputs(node).Count > 0 && Directions(node)[0] is var direction
            && Gates * direction.Hidden * (direction.Inputs + direction.Hidden) > FewestWeights;
    }

    public override bool HasCompressedForm(Node node)
    {
        return WeightInputs(node).Count > 0;
    }

    public override bool KeepsRowsApart(Node node)
    {
        // Axis 0 is the sequence, unless the layout says that it is the batch.
        return IsBatchFirst(node)
            && node.Inputs.Skip(1).Take(BiasInput).Concat(node.Inputs.Skip(InitialHiddenInput + 2)).All(weight => weight is null or { IsConstant: true })
            && node.Inputs.Skip(LengthsInput).Take(3).All(state => state is null or { IsConstant: false });
    }

    public override void Lower(Node node, LoweringContext context)
    {
        var outputs = node.Outputs.Select(output => output is null ? null : context.Define(output, Form.NativePlain)).ToArray();
        foreach (var (input, weights) in Quantization(node, context)?.Weights ?? ImmutableDictionary<int, ChannelWeights>.Empty)
        {
            context.Builder.Scale($"{node.Name}_weights", node.Input(input).Name, weights.ChannelAxis, weights.Scales);
        }

        if (Quantization(node, context) is { Sharing: WideScale.PerTensor })
        {
            // One scale for all sequences: their results depend on each other.
            context.Builder.UnchunkedSymbols.UnionWith(node.Input(0).Dimensions.SelectMany(dimension => dimension.Symbols));
        }

        foreach (var direction in Directions(node))
        {
            LowerDirection(node, context, direction, Arithmetic(node, context, direction), [.. outputs, null, null]);
        }
    }

    /// <summary>Refuses attributes that the kernels do not have.</summary>
    /// <exception cref="UnsupportedNodeException">There is one.</exception>
    protected abstract void CheckAttributes(Node node, RecurrentDirection direction);

    /// <summary>Appends the steps of one direction.</summary>
    /// <param name="node">The node.</param>
    /// <param name="context">The lowering.</param>
    /// <param name="direction">The direction.</param>
    /// <param name="arithmetic">How it multiplies.</param>
    /// <param name="outputs">By position; null where nobody reads them.</param>
    protected abstract void LowerDirection(
        Node node, LoweringContext context, RecurrentDirection direction, IRecurrentArithmetic arithmetic, Operand?[] outputs);

    /// <summary>The node's directions in the order of its weights.</summary>
    /// <exception cref="InvalidNodeException">The direction is none of ONNX's.</exception>
    protected static RecurrentDirection[] Directions(Node node)
    {
        bool[] reverse = node.Attributes.String("direction", "forward") switch
        {
            "forward" => [false],
            "reverse" => [true],
            "bidirectional" => [false, true],
            var other => throw new InvalidNodeException($"its direction is '{other}'"),
        };
        var batchFirst = IsBatchFirst(node);
        var input = node.Input(0).Dimensions;
        return [.. reverse.Select((isReverse, index) => new RecurrentDirection
        {
            Index = index,
            Count = reverse.Length,
            IsReverse = isReverse,
            IsBatchFirst = batchFirst,
            Steps = input[batchFirst ? 1 : 0],
            Batch = input[batchFirst ? 0 : 1],
            Inputs = Shapes.Constant(input[2], "the number of features"),
            Hidden = Shapes.Constant(node.Input(RecurrentWeightInput).Dimensions[2], "the size of the hidden state"),
        })];
    }

    private static bool IsBatchFirst(Node node)
    {
        return node.Attributes.Integer("layout", 0) == 1;
    }

    /// <summary>How the node computes; null for float.</summary>
    private static RecurrentQuantization? Quantization(Node node, LoweringContext context)
    {
        return context.IsInteger(node) ? context.Quantization.Recurrent(node)
            : context.Quantization.Dynamic(node) is { } product ? RecurrentQuantization.From(product)
            : null;
    }

    private IRecurrentArithmetic Arithmetic(Node node, LoweringContext context, RecurrentDirection direction)
    {
        return Quantization(node, context) is { } quantization
            ? new QuantizedRecurrentArithmetic(node, context, direction, Gates, quantization)
            : context.Quantization.Compressed(node) is { } product
            ? new CompressedRecurrentArithmetic(node, context, direction, Gates, product)
            : new FloatRecurrentArithmetic(node, context, direction, Gates);
    }

    private static void RequireFloats(Node node)
    {
        foreach (var (input, index) in node.Inputs.Select((input, index) => (input, index)))
        {
            var expected = index == LengthsInput ? ElementType.Int32 : ElementType.Float32;
            if (input is not null && input.Type != expected)
            {
                throw new UnsupportedNodeException($"its input '{input.Name}' is {PlanElementTypes.Name(input.Type)}");
            }
        }
    }

    private void CheckShapes(Node node, RecurrentDirection direction)
    {
        var rows = Gates * direction.Hidden;
        CheckShape(node, InputWeightInput, direction.Count, rows, direction.Inputs);
        CheckShape(node, RecurrentWeightInput, direction.Count, rows, direction.Hidden);
        CheckShape(node, BiasInput, direction.Count, 2 * rows);
        if (node.Attributes.Integer("hidden_size") is { } hidden && hidden != direction.Hidden)
        {
            throw new InvalidNodeException($"hidden_size is {hidden}, its weights are for {direction.Hidden}");
        }
    }

    private static void CheckShape(Node node, int index, params int[] shape)
    {
        var expected = Array.ConvertAll(shape, size => (Dimension)size);
        if (node.OptionalInput(index) is { } input && !input.Dimensions.SequenceEqual(expected))
        {
            throw new InvalidNodeException($"input {index} ('{input.Name}') is {Shapes.Print(input.Dimensions)} instead of {Shapes.Print(expected)}");
        }
    }
}
