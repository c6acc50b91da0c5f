namespace QuantGen.Build.Tests;

/// <summary>A project that was built, shared by the tests of a class.</summary>
public sealed class BuiltProject : IDisposable
{
    public BuiltProject()
    {
        Project = new TestProject();
        FirstBuild = Project.BuildCleanly();
    }

    internal TestProject Project { get; }

    internal BuildResult FirstBuild { get; }

    /// <summary>The project as it was first, built.</summary>
    internal TestProject Rebuilt()
    {
        Project.Restore();
        Project.BuildCleanly("--no-restore");
        return Project;
    }

    public void Dispose()
    {
        Project.Dispose();
    }
}
