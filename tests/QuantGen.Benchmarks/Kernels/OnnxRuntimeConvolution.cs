using System.Runtime.InteropServices;
using QuantGen.Kernels;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport.Models;

namespace QuantGen.Benchmarks.Kernels;

/// <summary>The same convolution by ONNX Runtime: its own QLinearConv of channels-last tensors, as its optimizer leaves it in a model, so that no transpose is timed.</summary>
internal sealed class OnnxRuntimeConvolution : IDisposable
{
    private readonly OrtSession _session;
    private readonly OrtRun _run;

    public OnnxRuntimeConvolution(in ConvolutionGeometry geometry)
    {
        var random = new Random(1);
        var weights = new sbyte[geometry.OutputChannels * geometry.GroupInputChannels * geometry.Taps];
        var input = new byte[geometry.InputPixels * geometry.InputChannels];
        random.NextBytes(MemoryMarshal.AsBytes(weights.AsSpan()));
        random.NextBytes(input);
        int[] inputShape = [geometry.Batch, geometry.InputHeight, geometry.InputWidth, geometry.InputChannels];
        var model = new OnnxModelBuilder(13).Input<byte>("x", string.Join(", ", inputShape))
            .Constant("x_scale", [0.02f]).Constant<byte>("x_zero", [128])
            .Constant("w", weights, geometry.OutputChannels, geometry.GroupInputChannels, geometry.KernelHeight, geometry.KernelWidth)
            .Constant("w_scale", [.. Enumerable.Repeat(0.01f, geometry.OutputChannels)], geometry.OutputChannels)
            .Constant("w_zero", new sbyte[geometry.OutputChannels], geometry.OutputChannels)
            .Constant("y_scale", [2f]).Constant<byte>("y_zero", [0]).Constant("b", new int[geometry.OutputChannels], geometry.OutputChannels)
            .Node(
                "com.microsoft.QLinearConv",
                ["x", "x_scale", "x_zero", "w", "w_scale", "w_zero", "y_scale", "y_zero", "b"],
                ["y"],
                ("group", geometry.Groups),
                ("pads", new[] { geometry.PadTop, geometry.PadLeft, geometry.PadTop, geometry.PadLeft }),
                ("strides", new[] { geometry.StrideHeight, geometry.StrideWidth }),
                ("channels_last", 1))
            .Output<byte>("y");
        _session = OrtSession.Open(model.ToBytes());
        _run = _session.Prepare(("x", OrtTensor.Create(input, inputShape)));
    }

    public void Run()
    {
        _run.Execute();
    }

    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }
}
