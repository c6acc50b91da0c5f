using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Onnx;
using QuantGen.Plan;

namespace QuantGen.Compiler.Export;

/// <summary>Writes what the compiler knows as expressions over open dimensions: nodes that compute them from the shapes of the model's inputs.</summary>
/// <remarks>Every name here stands for an int64 tensor of one element.</remarks>
internal sealed class DimensionWriter(ModelGraph graph, OnnxGraphWriter writer) : IDimensionArithmetic<string>
{
    private readonly Dictionary<string, string> _written = new(StringComparer.Ordinal);

    /// <summary>Writes a value under its own name.</summary>
    /// <param name="value">A value of <see cref="Value.SymbolicElements"/>.</param>
    public void Write(Value value)
    {
        var elements = value.SymbolicElements!.Select(element => element.Compute(this)).ToArray();
        var joined = elements.Length == 1 ? elements[0] : Append("Concat", elements, ("axis", 0L));
        var shape = writer.AppendInitializer(
            $"{value.Name}_shape", TensorData.Create<long>([value.Rank], [.. value.Dimensions.Select(dimension => dimension.Value!.Value)]));
        if (value.Type == ElementType.Int64)
        {
            writer.Append("Reshape", value.Name, [joined, shape], value.Name);
            return;
        }

        var cast = writer.Append("Cast", value.Name, [Append("Reshape", [joined, shape])], value.Name);
        cast.Attribute.Add(OnnxProtos.Attribute("to", (long)OnnxElementTypes.Write(value.Type)));
    }

    public string Constant(long value)
    {
        return Once($"{value}", () => writer.AppendInitializer($"dimension_{value}", TensorData.Create<long>([1], [value])));
    }

    public string Symbol(string name)
    {
        return Once(name, () => FromInputs(name));
    }

    public string Add(string left, string right)
    {
        return Binary("Add", left, right);
    }

    public string Multiply(string left, string right)
    {
        return Binary("Mul", left, right);
    }

    public string Divide(string left, string right)
    {
        return Binary("Div", left, right);
    }

    public string Max(string left, string right)
    {
        return Binary("Max", left, right);
    }

    /// <summary>A symbol is a dimension of some input, or follows from one: <c>(size - rest) / slope</c>.</summary>
    private string FromInputs(string symbol)
    {
        foreach (var input in graph.Inputs)
        {
            for (var axis = 0; axis < input.Rank; axis++)
            {
                if (input.Dimensions[axis].TryGetLinear(symbol, out var slope, out var rest) && slope.IsConstant && rest.IsConstant)
                {
                    var size = Append("Gather", [Once($"shape of {input.Name}", () => Append("Shape", [input.Name])), Constant(axis)], ("axis", 0L));
                    var part = rest.Value == 0 ? size : Add(size, Constant(-rest.Value!.Value));
                    return slope.Value == 1 ? part : Divide(part, Constant(slope.Value!.Value));
                }
            }
        }

        throw new InvalidOperationException($"No input tells the dimension '{symbol}'.");
    }

    private string Binary(string type, string left, string right)
    {
        return Once($"{type} {left} {right}", () => Append(type, [left, right]));
    }

    private string Append(string type, IEnumerable<string> inputs, params (string Name, long Value)[] attributes)
    {
        var output = writer.Unique("dimension");
        var node = writer.Append(type, output, inputs, output);
        node.Attribute.AddRange(attributes.Select(attribute => OnnxProtos.Attribute(attribute.Name, attribute.Value)));
        return output;
    }

    private string Once(string key, Func<string> write)
    {
        return _written.TryGetValue(key, out var name) ? name : _written[key] = write();
    }
}
