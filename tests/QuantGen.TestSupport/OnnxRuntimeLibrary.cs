using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using QuantGen.OnnxRuntime;
using Xunit;

namespace QuantGen.TestSupport;

/// <summary>The ONNX Runtime that the build installed for the tests.</summary>
public static class OnnxRuntimeLibrary
{
    /// <summary>A file's path, or a name that the runtime finds among the native assets of packages.</summary>
    public static string Location { get; } = typeof(OnnxRuntimeLibrary).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "OnnxRuntimeLibrary").Value!;

    /// <summary>Skips the test when ONNX Runtime is not on this machine; opening a session does so too.</summary>
    public static void Require()
    {
        OrtLibrary.Require();
    }

    /// <summary>Before the first test that uses anything of this assembly.</summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Every user of this library is a test assembly.")]
    internal static void Initialize()
    {
        OrtLibrary.Location = Location;
        OrtLibrary.Unavailable = reason => new SkipException(reason);
    }
}
