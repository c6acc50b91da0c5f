using QuantGen.Compiler.Diagnostics;
using QuantGen.Tool.Declarations;
using QuantGen.Tool.Incremental;

namespace QuantGen.Tool.Building;

/// <summary>Brings the plans and weights of a project's classes up to date.</summary>
internal sealed class ModelBuild(BuildOptions options, BuildLog log)
{
    private readonly List<ModelState> _models = [];
    private readonly List<string> _findings = [];

    /// <summary>Builds what changed.</summary>
    /// <returns>False when a model could not be built; the log says why. The other models are built all the same.</returns>
    public bool Run()
    {
        using var folder = OutputFolder.Open(options.OutputDirectory);
        var previous = BuildState.Load(folder.StateFile);
        var scan = SourceScan.Read(options.SourceList, options.PreprocessorSymbols);
        var declarations = scan.Hash == previous.SourceHash ? previous.Declarations : scan.ReadDeclarations();

        var failed = 0;
        foreach (var declaration in declarations)
        {
            failed += Build(declaration, previous, folder) ? 0 : 1;
        }

        folder.Commit(new BuildState
        {
            Tool = BuildState.CurrentTool,
            SourceHash = scan.Hash,
            Declarations = declarations,
            Models = _models,
        }, _findings);
        return failed == 0;
    }

    private bool Build(Declaration declaration, BuildState previous, OutputFolder folder)
    {
        var known = previous.Models.FirstOrDefault(model => model.ClassName == declaration.Request.ClassName);
        var compilation = new ModelCompilation(declaration, options, folder, log);
        var current = known;
        try
        {
            current = Reuse(declaration, known) ?? compilation.Run();
            _findings.AddRange(current.Findings);
            if (options.IsDesignTime)
            {
                compilation.RequireData();
            }

            return true;
        }
        catch (CompilationException exception)
        {
            log.Report(exception.Diagnostics);
            var findings = FindingSource.Of(declaration, options.ProjectDirectory, exception.Diagnostics);
            _findings.AddRange(findings.Select(finding => finding.ToLine()));
            return false;
        }
        finally
        {
            // Where it failed, the outputs stay as they are: an editor goes on with the types it has.
            if (current is not null)
            {
                _models.Add(current);
            }
        }
    }

    private ModelState? Reuse(Declaration declaration, ModelState? known)
    {
        var mustRefresh = options.RefreshScales && !options.IsDesignTime && declaration.Request.ScaleTable is not null;
        var current = mustRefresh ? null : known?.Current(declaration.Request.Hash, options.IsDesignTime);
        log.Repeat(current?.Warnings ?? []);
        return current;
    }
}
