using Gantry.Compose.Mapping;
using Gantry.Compose.Reading;
using Gantry.Model.Stacks;

namespace Gantry.Compose.Merging;

/// <summary>
/// Brings in what the files of <c>include</c> define, each read as a project of its own: with its own folder and variables.
/// source: compose-go loader/include.go
/// </summary>
/// <param name="read">Reads the documents of an included project into one, all paths from the project folder.</param>
internal sealed class IncludeStage(
    Bundle bundle, TreeMerge merge, ExpansionBudget budget, Func<IReadOnlyList<YamlNode.Map>, ProjectScope, YamlNode.Map?> read, ProblemLog log)
{
    public static readonly KeyTable<IncludeDraft> Keys = new(
        "include[]",
        new Dictionary<string, Action<IncludeDraft, Value>>
        {
            ["env_file"] = static (d, v) => d.EnvFiles = v.Words(),
            ["path"] = static (d, v) => d.Paths = v.Words(),
            ["project_directory"] = static (d, v) => d.ProjectDirectory = v.Word(),
        });

    private static readonly string[] Sections = ["services", "networks", "volumes", "secrets", "configs", "models"];

    private readonly Dictionary<string, IReadOnlyList<YamlNode.Map>> _texts = new(StringComparer.Ordinal);

    /// <summary>The document with all that it includes, and without <c>include</c>.</summary>
    /// <param name="document">In long forms, its paths from the project folder.</param>
    /// <param name="scope">What it is read with.</param>
    public YamlNode.Map Apply(YamlNode.Map document, ProjectScope scope)
    {
        if (document.Find("include") is not { } entry)
            return document;

        YamlNode.Map? all = null;
        foreach (var item in new Value(entry.Value, "include", log).Items())
        {
            var draft = new IncludeDraft();
            Keys.Read(item, draft);
            if (draft.Paths.Count == 0)
                CheckPath(item);
            else if (Project(NeededInclude.Of(draft, scope.Folder), item, scope) is { } project)
                all = all is null ? project : Beside(all, project);
        }

        var own = document.Without("include");
        return all is null ? own : Under(all, own);
    }

    private static void CheckPath(Value item)
    {
        if (item.Node is YamlNode.Map map && map["path"] is null or { IsNull: true })
            item.Error("no_path", $"{item.Path} names no file.", "Add `path:`.");
        else if (item.Node is not YamlNode.Map)
            item.Mismatch("a path or a mapping with one");
    }

    private YamlNode.Map? Project(NeededInclude include, Value item, ProjectScope scope)
    {
        // Told already; more would only cost time.
        if (!budget.HasNodes)
            return null;
        if (!budget.SpendInclude())
        {
            item.Error("too_many_includes", $"Files are included more than {ExpansionBudget.MaxIncludes} times.", "Do files of several layers include the same ones?");
            return null;
        }

        if (include.Paths.FirstOrDefault(scope.Chain.Contains) is { } again)
        {
            item.Error("include_cycle", $"Files include each other: {string.Join(" -> ", scope.Chain.SkipWhile(p => p != again).Append(again))}.", "Remove one of these includes.");
            return null;
        }

        var added = Variables(include, item, scope);
        var documents = include.Paths.SelectMany(p => Documents(p, item)).ToList();
        return documents.Count == 0 ? null : read(documents, new ProjectScope(include.Folder, scope.Variables.Over(added), scope.OwnVariables.Over(added), scope.Chain, IsIncluded: true));
    }

    private IReadOnlyDictionary<string, string> Variables(NeededInclude include, Value item, ProjectScope scope)
    {
        var files = new List<BundleFile>();
        foreach (var needed in include.EnvFiles)
        {
            if (bundle.Find(needed.Path) is { } file)
                files.Add(file);
            else if (needed.IsRequired)
                item.Error("file_missing", $"The env file {ProblemLog.Quote(needed.Path)} that {item.Path} names was not found.", "Create it, or correct `env_file:`.");
        }

        var added = IncludeVariables.Added(scope.Variables, files, out var problems);
        log.Errors(problems);
        return added;
    }

    private IEnumerable<YamlNode.Map> Documents(string path, Value item)
    {
        if (RemoteSource.Is(path))
        {
            item.Error("remote_file", $"{item.Path} names {ProblemLog.Quote(path)}, but Gantry fetches no files from a network.", "Download it, and name the file.");
            return [];
        }

        if (bundle.FindCompose(path) is not { } file)
        {
            item.Error("file_missing", $"The file {ProblemLog.Quote(path)} that {item.Path} names was not found.", "Create it, or correct the path.");
            return [];
        }

        if (!_texts.TryGetValue(path, out var documents))
        {
            _texts[path] = documents = ComposeDocuments.Read(file, log) ?? [];
            foreach (var document in documents)
                TopKeys.Table.Read(new Value(document, "", log), new TopDraft());
        }

        return documents;
    }

    /// <summary>Two included projects: one thing may come on several ways, but two things of one name are a mistake.</summary>
    private YamlNode.Map Beside(YamlNode.Map first, YamlNode.Map second) => Combine(first, second, (section, one, other) =>
    {
        if (!YamlComparison.AreSame(one.Value, other.Value))
        {
            log.Error(
                other.KeyPosition,
                "include_conflict",
                $"{section}.{other.Key} is defined differently on line {one.KeyPosition.Line} of {one.KeyPosition.File}, which is included, too.",
                "Give one of them another name, or lay the files over each other: `path: [one, other]`.");
        }

        return one;
    });

    /// <summary>What the including file itself says is laid over what it includes.</summary>
    private YamlNode.Map Under(YamlNode.Map included, YamlNode.Map own) => Combine(own, included, (section, one, other) =>
    {
        if (YamlComparison.AreSame(one.Value, other.Value))
            return one;
        log.Warn(
            one.KeyPosition,
            "include_overridden",
            $"{section}.{one.Key} is defined on line {other.KeyPosition.Line} of {other.KeyPosition.File}, too, which is included; what is written here is laid over it.");
        var merged = merge.Merge(merge.Alone(Alone(section, other)), Alone(section, one));
        return merged[section] is YamlNode.Map { Entries: [{ } only] } ? only : one;
    });

    private static YamlNode.Map Alone(string section, YamlEntry entry) =>
        new(entry.KeyPosition, [new YamlEntry(section, entry.KeyPosition, new YamlNode.Map(entry.KeyPosition, [entry]))]);

    private static YamlNode.Map Combine(YamlNode.Map into, YamlNode.Map from, Func<string, YamlEntry, YamlEntry, YamlEntry> settle)
    {
        foreach (var section in Sections)
        {
            if (from.Find(section) is not { Value: YamlNode.Map { Entries.Count: > 0 } more } entry)
                continue;
            var here = into[section];
            if (here is not (null or { IsNull: true } or YamlNode.Map))
                continue;
            var entries = new List<YamlEntry>((here as YamlNode.Map)?.Entries ?? []);
            var places = entries.Select((e, i) => (e.Key, i)).ToDictionary(e => e.Key, e => e.i, StringComparer.Ordinal);
            foreach (var member in more.Entries)
            {
                if (places.TryGetValue(member.Key, out var place))
                    entries[place] = settle(section, entries[place], member);
                else
                    entries.Add(member);
            }

            into = into.With(section, entry.KeyPosition, here is YamlNode.Map map ? map with { Entries = entries } : more with { Entries = entries });
        }

        return into;
    }
}
