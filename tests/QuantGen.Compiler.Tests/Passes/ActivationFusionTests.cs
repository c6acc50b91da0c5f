using QuantGen.Compiler.Tests.Operators;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.Compiler.Tests.Passes;

/// <summary>Activations that exporters write out become one node, and still give what ONNX Runtime gives.</summary>
public sealed class ActivationFusionTests
{
    private static readonly Dictionary<string, (string Kernel, Func<Graph, string> Write)> Cases = new()
    {
        ["Gelu, scaled last"] = ("Gelu", graph => graph.Times(graph.Times("x", graph.OnePlus(graph.Call("Erf", graph.Over("x", 1.4142135f)))), 0.5f)),
        ["Gelu, scaled first"] = ("Gelu", graph => graph.Times(graph.Times("x", 0.5f), graph.OnePlus(graph.Call("Erf", graph.Times("x", 0.70710677f))))),
        ["Gelu, scaled inside"] = ("Gelu", graph => graph.Times(graph.Times(graph.OnePlus(graph.Call("Erf", graph.Over("x", 1.4142135f))), 0.5f), "x")),
        ["Gelu by tanh"] = ("Gelu", graph =>
        {
            var cubed = graph.Times(graph.Call("Pow", "x", graph.Number(3)), 0.044715f);
            return graph.Times(graph.Times("x", 0.5f), graph.OnePlus(graph.Call("Tanh", graph.Times(graph.Call("Add", "x", cubed), 0.7978846f))));
        }
        ),
        ["Gelu by tanh, factored"] = ("Gelu", graph =>
        {
            var inner = graph.Call("Add", graph.Times(graph.Times("x", 0.044715f), "x"), graph.Number(1));
            var argument = graph.Times(graph.Times("x", 0.7978846f), inner);
            return graph.Times(graph.OnePlus(graph.Call("Tanh", argument)), graph.Times("x", 0.5f));
        }
        ),
        ["Swish"] = ("Swish", graph => graph.Times("x", graph.Call("Sigmoid", "x"))),
        ["Gelu by sigmoid"] = ("Swish", graph => graph.Times(graph.Call("Sigmoid", graph.Times("x", 1.702f)), "x")),
        ["HardSwish, divided last"] = ("HardSwish", graph => graph.Over(graph.Times("x", graph.Clip(graph.Call("Add", "x", graph.Number(3)), 6)), 6)),
        ["HardSwish, divided first"] = ("HardSwish", graph => graph.Times(graph.Over(graph.Clip(graph.Call("Add", graph.Number(3), "x"), 6), 6), "x")),
        ["HardSwish by HardSigmoid"] = ("HardSwish", graph => graph.Times("x", graph.Call("HardSigmoid", ["x"], ("alpha", 1 / 6f), ("beta", 0.5f)))),
        ["HardSigmoid"] = ("HardSigmoid", graph => graph.Over(graph.Clip(graph.Call("Add", "x", graph.Number(3)), 6), 6)),
        ["Mish"] = ("Mish", graph => graph.Times("x", graph.Call("Tanh", graph.Call("Softplus", "x")))),
        ["of a sum"] = ("Gelu", graph =>
        {
            var sum = graph.Call("Add", "x", graph.Call("Relu", "x"));
            return graph.Times(graph.Times(sum, graph.OnePlus(graph.Call("Erf", graph.Over(sum, 1.4142135f)))), 0.5f);
        }
        ),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void ADecomposedActivationIsOneStep(string name)
    {
        var (kernel, write) = Cases[name];
        var graph = new Graph();
        var model = graph.Finish(write(graph));

        OperatorAssert.AgreesWithOnnxRuntime(model, [("x", OperatorAssert.Random(1, -6, 6, 3, 40))], 3e-6);
        Assert.Equal($"Elementwise.{kernel}", Lowered.Kernels(model).Last());
        Assert.DoesNotContain("Broadcast.Multiply", Lowered.Kernels(model));
    }

    [Theory]
    [InlineData(0.6f, 1.4142135f)]
    [InlineData(0.5f, 1.41f)]
    public void AnotherFunctionIsLeftAlone(float factor, float divisor)
    {
        var graph = new Graph();
        var model = graph.Finish(graph.Times(graph.Times("x", graph.OnePlus(graph.Call("Erf", graph.Over("x", divisor)))), factor));
        Assert.Contains("Elementwise.Erf", Lowered.Kernels(model));
    }

    [Fact]
    public void AnIntermediateValueThatTheModelGivesStays()
    {
        var graph = new Graph();
        var gate = graph.Call("Sigmoid", "x");
        var model = graph.Finish(graph.Times("x", gate)).Output<float>(gate);
        Assert.Contains("Elementwise.Sigmoid", Lowered.Kernels(model));
    }

    /// <summary>Writes expressions in <c>x</c>.</summary>
    private sealed class Graph
    {
        private readonly OnnxModelBuilder _model = new OnnxModelBuilder(13).Input<float>("x", "N, 40");
        private int _count;

        public string Call(string type, params string[] inputs)
        {
            return Call(type, inputs, []);
        }

        public string Call(string type, string[] inputs, params ReadOnlySpan<(string Name, object Value)> attributes)
        {
            var output = $"t{_count++}";
            _model.Node(type, inputs, [output], attributes);
            return output;
        }

        public string Number(float value)
        {
            var name = $"c{_count++}";
            _model.Constant<float>(name, [value]);
            return name;
        }

        public string Times(string left, string right)
        {
            return Call("Mul", left, right);
        }

        public string Times(string left, float right)
        {
            return Times(left, Number(right));
        }

        public string Over(string left, float right)
        {
            return Call("Div", left, Number(right));
        }

        public string OnePlus(string value)
        {
            return Call("Add", value, Number(1));
        }

        public string Clip(string value, float high)
        {
            return Call("Clip", value, Number(0), Number(high));
        }

        public OnnxModelBuilder Finish(string result)
        {
            return _model.Output<float>(result);
        }
    }
}
