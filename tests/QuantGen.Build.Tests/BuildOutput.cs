using System.Reflection;

namespace QuantGen.Build.Tests;

/// <summary>Where the repository and what was built of it are.</summary>
internal static class BuildOutput
{
    public static string Repository => Metadata("Repository");

    /// <summary>The configuration that these tests were built in.</summary>
    public static string Configuration => Metadata("Configuration");

    /// <summary>The folder of a project's binaries.</summary>
    public static string Binaries(string project)
    {
        return Path.Combine(Metadata("Binaries"), project, Configuration.ToLowerInvariant());
    }

    private static string Metadata(string key)
    {
        var attributes = typeof(BuildOutput).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>();
        return attributes.Single(attribute => attribute.Key == key).Value!;
    }
}
