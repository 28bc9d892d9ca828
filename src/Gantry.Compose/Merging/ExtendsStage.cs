using Gantry.Compose.Mapping;
using Gantry.Compose.Reading;
using Gantry.Model.Stacks;

namespace Gantry.Compose.Merging;

/// <summary>
/// Lays each service over the one that it <c>extends</c>. It works within one document, before files are merged, as the
/// specification has it; documents are in long forms.
/// </summary>
/// <param name="load">A file of the bundle by its path from the project folder, in long forms; null, with a problem, when there is none.</param>
/// <param name="folder">Where paths of the documents start, from the project folder.</param>
internal sealed class ExtendsStage(Func<string, Value, YamlNode.Map?> load, TreeMerge merge, string folder, ExpansionBudget budget, ProblemLog log)
{
    public static readonly KeyTable<ExtendsDraft> Keys = new(
        "services.*.extends",
        new Dictionary<string, Action<ExtendsDraft, Value>>
        {
            ["file"] = static (d, v) => d.File = v.Word(),
            ["service"] = static (d, v) => d.Service = v.Word(),
        });

    private const int MostNamed = 10;

    private readonly Dictionary<(string File, string Service), YamlNode.Map?> _resolved = [];
    private readonly List<(string File, string Service)> _chain = [];

    /// <summary>The document with every <c>extends</c> carried out and removed.</summary>
    public YamlNode.Map Apply(YamlNode.Map document)
    {
        if (document.Find("services") is not { Value: YamlNode.Map services } section)
            return document;

        // What was found in this stage's last document under the same name is another service.
        _resolved.Clear();
        var entries = services.Entries.Select(e => e.Value is YamlNode.Map service && service.Find("extends") is not null
            ? e with { Value = Resolve(services, "", e.Key, service) ?? service.Without("extends") }
            : e);
        return document.With("services", section.KeyPosition, services with { Entries = [.. entries] });
    }

    private YamlNode.Map? Resolve(YamlNode.Map services, string file, string name, YamlNode.Map service)
    {
        if (_resolved.TryGetValue((file, name), out var known))
            return known;
        if (service.Find("extends") is not { } entry || entry.Value.IsNull)
            return service.Without("extends");

        var written = new Value(entry.Value, $"services.{name}.extends", log);
        if (_chain.Contains((file, name)))
        {
            written.Error("extends_cycle", $"Services extend each other: {string.Join(" -> ", _chain.Select(c => c.Service).Append(name))}.");
            return null;
        }

        _chain.Add((file, name));
        var extended = Extend(services, file, name, service, written);
        _chain.RemoveAt(_chain.Count - 1);
        _resolved[(file, name)] = extended;
        return extended;
    }

    private YamlNode.Map? Extend(YamlNode.Map services, string file, string name, YamlNode.Map service, Value written)
    {
        var draft = new ExtendsDraft();
        Keys.Read(written, draft);
        if (draft.Service is null)
        {
            if (written.Node is YamlNode.Map)
                written.Error("bad_extends", $"{written.Path} names no service.", "Add `service:`.");
            return null;
        }

        if (!budget.HasNodes || Base(services, file, draft, written) is not { } below)
            return null;

        var extended = merge.MergeServices(merge.ServiceAlone(below), service.Without("extends"), $"services.{name}") with { Tag = service.Tag };

        // One large base under many services is a bomb, as aliases are.
        if (budget.SpendNodes(extended))
            return extended;
        written.Error("yaml_too_large", $"With all that they extend, services have more than {ExpansionBudget.MaxNodes:N0} values.");
        return null;
    }

    private YamlNode.Map? Base(YamlNode.Map services, string file, ExtendsDraft draft, Value written)
    {
        var (from, others) = (file, services);
        if (draft.File is not null)
        {
            from = RemoteSource.Is(draft.File) ? draft.File : HostPath.Clean(HostPath.Joined(file.Length == 0 ? folder : HostPath.FolderOf(file), draft.File));
            if (load(from, written) is not { } document)
                return null;
            others = document["services"] as YamlNode.Map ?? new YamlNode.Map(document.Position, []);
        }

        var named = others[draft.Service!];
        if (named is { IsNull: true })
            named = new YamlNode.Map(named.Position, []);
        if (named is not YamlNode.Map service)
        {
            var near = Spelling.Nearest(draft.Service!, others.Entries.Select(e => e.Key));
            written.Error(
                "bad_extends",
                $"{written.Path} names {ProblemLog.Quote(draft.Service!)}, which is no service of {(from.Length == 0 ? "this file" : ProblemLog.Quote(from))}.",
                near is not null ? $"Did you mean `{near}`?" : $"It has {(others.Entries.Count == 0 ? "none" : string.Join(", ", others.Entries.Take(MostNamed).Select(e => e.Key)))}.");
            return null;
        }

        return Resolve(others, from, draft.Service!, service);
    }
}
