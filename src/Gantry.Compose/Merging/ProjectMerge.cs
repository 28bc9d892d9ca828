using Gantry.Compose.Interpolation;
using Gantry.Compose.LongForms;
using Gantry.Compose.Mapping;
using Gantry.Compose.Reading;
using Gantry.Model.Stacks;

namespace Gantry.Compose.Merging;

/// <summary>Makes one document of those of a project: interpolates each, brings in what it includes and extends, and merges them.</summary>
internal sealed class ProjectMerge
{
    private readonly Bundle _bundle;
    private readonly bool _interpolates;
    private readonly ProblemLog _log;
    private readonly ExpansionBudget _budget = new();
    private readonly LongFormStage _longForms;
    private readonly TreeMerge _merge;
    private readonly IncludeStage _includes;

    /// <param name="interpolates">False leaves variables as they are written; paths of other files have to do without them.</param>
    public ProjectMerge(Bundle bundle, bool interpolates, ProblemLog log)
    {
        (_bundle, _interpolates, _log) = (bundle, interpolates, log);
        _longForms = new LongFormStage(log) { LeavesVariables = !interpolates };
        _merge = new TreeMerge(log);
        _includes = new IncludeStage(bundle, _merge, _budget, ReadIncluded, log);
    }

    /// <returns>In long forms, all paths from the project folder; null when it grew too large, which has been told.</returns>
    public YamlNode.Map? Read(IReadOnlyList<YamlNode.Map> documents, ProjectScope scope)
    {
        var interpolation = new InterpolationStage(scope.Variables, _log, _budget) { IsOff = !_interpolates };
        var bases = new BaseFiles(_bundle, interpolation, _longForms, _merge, _log);
        var extends = new ExtendsStage(bases.Load, _merge, scope.Folder, _budget, _log);

        YamlNode.Map? merged = null;
        foreach (var document in documents)
        {
            var whole = RelativePaths.FromProject(_longForms.Apply((YamlNode.Map)interpolation.Expand(document)), scope.Folder);

            // Before extends: a service may extend one that an included file defines.
            whole = extends.Apply(_includes.Apply(whole, scope with { Chain = [.. scope.Chain, .. NameOf(document, scope)] }));
            merged = merged is null ? _merge.Alone(whole) : _merge.Merge(merged, whole);
        }

        return _budget.HasNodes && _budget.HasIncludes ? merged : null;
    }

    // A compose file's path is as it was typed: where that is not absolute, nobody knows here where it starts, and a cycle is
    // seen one step later.
    private IEnumerable<string> NameOf(YamlNode.Map document, ProjectScope scope)
    {
        var file = document.Position.File;
        var folder = _bundle.ProjectDirectory?.TrimEnd('/') + "/";
        if (scope.IsIncluded)
            return [HostPath.Clean(file)];
        return file.StartsWith('/') ? [file.StartsWith(folder, StringComparison.Ordinal) ? file[folder.Length..] : file] : [];
    }

    private YamlNode.Map? ReadIncluded(IReadOnlyList<YamlNode.Map> documents, ProjectScope scope)
    {
        if (Read(documents, scope) is not { } merged)
            return null;
        if (!_budget.SpendIncluded(merged))
        {
            _log.Error(merged.Position, "yaml_too_large", $"With all that they include, files have more than {ExpansionBudget.MaxIncludedNodes:N0} values.");
            return null;
        }

        return PassedThrough(merged, scope);
    }

    // A variable that only the included project has is passed through from there.
    private YamlNode.Map PassedThrough(YamlNode.Map document, ProjectScope scope)
    {
        if (scope.OwnVariables.Count == 0 || !_interpolates || document.Find("services") is not { Value: YamlNode.Map services } section)
            return document;
        var changed = services.Entries.Select(e => e.Value is YamlNode.Map service && service.Find("environment") is { Value: YamlNode.Map environment } entry
            ? e with { Value = service.With("environment", entry.KeyPosition, environment with { Entries = [.. environment.Entries.Select(Filled)] }) }
            : e);
        return document.With("services", section.KeyPosition, services with { Entries = [.. changed] });

        YamlEntry Filled(YamlEntry variable) => variable.Value.IsNull && scope.OwnVariables.TryGetValue(variable.Key, out var value)
            ? variable with { Value = YamlNode.TextAt(variable.Value.Position, value) }
            : variable;
    }
}
