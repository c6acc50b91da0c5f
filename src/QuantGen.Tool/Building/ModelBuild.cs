using QuantGen.Compiler.Diagnostics;
using QuantGen.Tool.Declarations;
using QuantGen.Tool.Incremental;

namespace QuantGen.Tool.Building;

/// <summary>Brings the plans and weights of a project's classes up to date.</summary>
internal sealed class ModelBuild(BuildOptions options, BuildLog log)
{
    private readonly List<ModelState> _models = [];

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
        });
        return failed == 0;
    }

    private bool Build(Declaration declaration, BuildState previous, OutputFolder folder)
    {
        var known = previous.Models.FirstOrDefault(model => model.ClassName == declaration.Request.ClassName);
        if (Reuse(declaration, known) is { } current)
        {
            log.Repeat(current.Warnings);
            _models.Add(current);
            return true;
        }

        try
        {
            _models.Add(new ModelCompilation(declaration, options, folder, log).Run());
            return true;
        }
        catch (CompilationException exception)
        {
            log.Report(exception.Diagnostics);
            if (known is not null)
            {
                // The outputs stay as they are: an editor goes on with the types it has.
                _models.Add(known);
            }

            return false;
        }
    }

    private ModelState? Reuse(Declaration declaration, ModelState? known)
    {
        var mustRefresh = options.RefreshScales && !options.IsDesignTime && declaration.Request.ScaleTable is not null;
        return mustRefresh ? null : known?.Current(declaration.Request.Hash, options.IsDesignTime);
    }
}
