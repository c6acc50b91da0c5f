using System.Collections.Concurrent;
using QuantGen.TestSupport.Models;

namespace QuantGen.EndToEnd.Tests.Models;

/// <summary>Measures each model once for all tests that look at it.</summary>
public sealed class ModelTableFixture : IDisposable
{
    private readonly StaticSuite _suite = new();
    private readonly ConcurrentDictionary<string, Lazy<StaticMeasurement>> _measurements = new();

    /// <summary>The measurement of a model of the static suite; skips the test when the machine does not have it.</summary>
    internal StaticMeasurement Measure(string name)
    {
        return _measurements.GetOrAdd(name, key => new(() => StaticMeasurement.Measure(_suite.Load(key)))).Value;
    }

    public void Dispose()
    {
        _suite.Dispose();
    }
}
