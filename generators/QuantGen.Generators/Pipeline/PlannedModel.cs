using System.Collections.Immutable;
using System.Linq;

namespace QuantGen.Generators.Pipeline;

/// <summary>A declaration and the plan that answers it: all that one generated file depends on.</summary>
internal sealed record PlannedModel(ModelDeclaration Declaration, PlanFile File)
{
    /// <returns>Null when no plan names the class.</returns>
    public static PlannedModel? Find(ModelDeclaration declaration, ImmutableArray<PlanFile> files)
    {
        var file = files
            .Where(file => file.Plan?.ClassName == declaration.ClassName)
            .OrderBy(file => file.Plan!.Request == declaration.RequestHash ? 0 : 1)
            .ThenBy(file => file.Path, System.StringComparer.Ordinal)
            .FirstOrDefault();
        return file is null ? null : new PlannedModel(declaration, file);
    }
}
