using System.Collections.Concurrent;
using QuantGen.TestSupport.Models;

namespace QuantGen.EndToEnd.Tests.Generation;

/// <summary>The classes of the static suite's models, each generated once for all tests of a class.</summary>
public sealed class GeneratedSuite : IDisposable
{
    private readonly StaticSuite _suite = new();
    private readonly ConcurrentDictionary<(string Name, QuantizationMode Mode), Lazy<GeneratedModel>> _models = new();

    /// <summary>The class of a model; skips the test when the machine does not have the model.</summary>
    internal GeneratedModel Load(string name, QuantizationMode mode = QuantizationMode.Static)
    {
        return _models.GetOrAdd((name, mode), key => new(() => GeneratedModel.Create(_suite.Load(key.Name), key.Mode))).Value;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _suite.Dispose();
    }
}
