using System.Diagnostics;
using Google.Protobuf;
using QuantGen.Compiler;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Export;
using QuantGen.Compiler.Operators.MatrixProduct;
using QuantGen.Compiler.Quantization;
using QuantGen.OnnxRuntime;
using QuantGen.Tool.Execution;

namespace QuantGen.Tool.Benchmarking;

/// <summary>Times a model, alone or in turn with ONNX Runtime.</summary>
internal sealed class Benchmark : IDisposable
{
    private readonly GeneratedModel _model;
    private readonly string _modelPath;
    private readonly Dictionary<string, Tensor> _inputs;
    private readonly TimeSpan _time;
    private readonly IQuantizedModel _instance;
    private readonly Contender _ours;

    /// <summary>Creates an instance and runs it once.</summary>
    /// <param name="model">The model.</param>
    /// <param name="modelPath">Its float form.</param>
    /// <param name="inputs">A tensor for each input, by ONNX name.</param>
    /// <param name="time">How long each contender is timed.</param>
    /// <exception cref="CompilationException">The model does not run on these inputs.</exception>
    public Benchmark(GeneratedModel model, string modelPath, Dictionary<string, Tensor> inputs, TimeSpan time)
    {
        (_model, _modelPath, _inputs, _time) = (model, modelPath, inputs, time);
        var outputs = ModelSession.AllocateOutputs(model.Plan, inputs, modelPath);
        var tensors = inputs.Concat(outputs).ToDictionary(StringComparer.Ordinal);
        var clock = Stopwatch.StartNew();
        var instance = model.CreateInstance();
        var run = TypedRun.Bind(model.Plan, instance, tensors);
        try
        {
            run();
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException or IndexOutOfRangeException)
        {
            instance.Dispose();
            throw new CompilationException(DiagnosticCatalog.RunFailed(modelPath, exception.Message));
        }

        FirstInference = clock.Elapsed;
        (_instance, _ours) = (instance, new Contender("QuantGen", run));
    }

    /// <summary>From the creation of the instance to its first result.</summary>
    public TimeSpan FirstInference { get; }

    /// <summary>Working memory of an instance that runs these inputs.</summary>
    public long ArenaBytes
    {
        get
        {
            var sizes = OpenDimensions.Read(_model.Plan.Inputs.Select(input => (input, _inputs[input.OnnxName].Shape)));
            foreach (var symbol in _model.Plan.Symbols.Where(symbol => symbol.Chunk is not null))
            {
                sizes[symbol.Name] = symbol.Chunk!.Value;
            }

            return _model.Plan.ArenaBytes.Evaluate(sizes);
        }
    }

    /// <summary>Times QuantGen alone.</summary>
    /// <param name="threads">What it may use.</param>
    public BenchResult Run(int threads)
    {
        _instance.Threads = threads;
        return ToResult(threads, Measurement.Compare([_ours], _time)[0], null);
    }

    /// <summary>Times QuantGen and ONNX Runtime in turn.</summary>
    /// <param name="threads">What each may use.</param>
    /// <exception cref="CompilationException">ONNX Runtime does not take the model or the inputs.</exception>
    public BenchResult RunAgainstOnnxRuntime(int threads)
    {
        var options = new OrtSessionOptions { IntraOpThreads = threads };
        _instance.Threads = threads;
        try
        {
            using var floats = new Peer(OrtSession.Open(_modelPath, options), _inputs);
            using var integers = Open(_model.Compiled.ToOnnx?.Invoke(), options);
            using var dynamics = Open(ExportDynamic(), options);
            Peer?[] peers = [floats, integers, dynamics];
            Contender[] contenders = [_ours, .. peers.OfType<Peer>().Select(peer => peer.Contender)];
            var timings = new Queue<Timing>(Measurement.Compare(contenders, _time, threads));
            var ours = timings.Dequeue();
            var results = peers.Select(peer => peer is null ? null : Compare(timings.Dequeue(), ours)).ToArray();
            return ToResult(threads, ours, new PeerResults(results[0]!, results[1], results[2]));
        }
        catch (OrtException exception)
        {
            throw new CompilationException(DiagnosticCatalog.RunFailed(_modelPath, $"ONNX Runtime: {exception.Message}"));
        }
    }

    public void Dispose()
    {
        _instance.Dispose();
    }

    /// <summary>Microseconds and ratios with the digits that mean something.</summary>
    public static double Round(double value)
    {
        return Math.Round(value, 3);
    }

    private BenchResult ToResult(int threads, Timing timing, PeerResults? peers)
    {
        return new BenchResult(
            threads,
            Round(timing.MedianMicroseconds),
            Round(timing.MinimumMicroseconds),
            Measurement.AllocatedBytes(_ours),
            timing.Runs,
            peers);
    }

    private Peer? Open(byte[]? model, OrtSessionOptions options)
    {
        return model is null ? null : new Peer(OrtSession.Open(model, options), _inputs);
    }

    /// <summary>
    /// The model with its matrix products quantized while it runs; null when it has none. Convolutions stay in float: ONNX Runtime's ConvInteger is
    /// many times slower.
    /// </summary>
    private byte[]? ExportDynamic()
    {
        var graph = ModelCompiler.Load(_modelPath);
        var others = graph.Nodes.Where(node => node.Definition is not MatMul).Select(node => node.Name).ToHashSet(StringComparer.Ordinal);
        var assignment = new DynamicQuantizer(graph, new QuantizationOptions()).Quantize(others);
        return assignment.QuantizedNodes.Any() ? DynamicExporter.Export(graph, assignment).ToByteArray() : null;
    }

    private static PeerResult Compare(Timing timing, Timing ours)
    {
        return new PeerResult(
            Round(timing.MedianMicroseconds), Round(timing.MinimumMicroseconds), Round(timing.MedianMicroseconds / ours.MedianMicroseconds));
    }

    /// <summary>A form of the model in ONNX Runtime, ready to run.</summary>
    private sealed class Peer : IDisposable
    {
        private readonly OrtSession _session;
        private readonly OrtRun _run;

        /// <param name="session">Disposed with this.</param>
        /// <param name="inputs">A tensor for each input.</param>
        public Peer(OrtSession session, Dictionary<string, Tensor> inputs)
        {
            _session = session;
            try
            {
                _run = session.Prepare(session.Inputs.Select(input => (input.Name, inputs[input.Name].ToOrtTensor())));
            }
            catch
            {
                session.Dispose();
                throw;
            }

            Contender = new Contender("ONNX Runtime", _run.Execute);
        }

        public Contender Contender { get; }

        public void Dispose()
        {
            _run.Dispose();
            _session.Dispose();
        }
    }
}
