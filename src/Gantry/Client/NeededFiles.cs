using Gantry.Compose;
using Gantry.Model.Stacks;
using Gantry.Output;

namespace Gantry.Client;

/// <summary>Reads the files that compose texts name, those that these name in turn, and looks up the variables that any of them asks for.</summary>
/// <param name="folder">The project's.</param>
/// <param name="find">A variable of the environment or of the project's env files.</param>
/// <param name="ownEnvFiles">These env files, absolute: an include has nothing new from them, and they are not sent.</param>
internal sealed class NeededFiles(string folder, bool allowsOutside, Func<string, string?> find, IReadOnlyCollection<string> ownEnvFiles)
{
    // More than a reading takes: it says what is wrong with so many.
    private const int MaxIncludes = 1_000;

    private readonly Dictionary<string, BundleFile?> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);
    private int _includes;

    /// <summary>In the order in which they were first named.</summary>
    public IReadOnlyList<BundleFile> Files => [.. _read.Values.OfType<BundleFile>()];

    public IReadOnlyDictionary<string, string> Variables => _variables;

    /// <summary>The compose files as they were read for this.</summary>
    public ComposeTexts Texts { get; } = new();

    /// <exception cref="CliException">A file cannot be read or lies outside the project.</exception>
    public async Task GatherAsync(IReadOnlyList<BundleFile> composeFiles, CancellationToken ct)
    {
        Look(BundleNeeds.Of(composeFiles, _variables, Texts).Variables);
        await GatherAsync(BundleNeeds.Of(composeFiles, _variables, Texts), new Scope(null, [], []), ct);
    }

    private async Task GatherAsync(BundleNeeds needs, Scope scope, CancellationToken ct)
    {
        var open = new Queue<NeededFile>(needs.Files);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (open.TryDequeue(out var next))
        {
            if (!seen.Add(next.Path) || await ReadAsync(next, ct) is not { } file)
                continue;
            if (next.Kind is NeededFileKind.EnvFile)
                Look(BundleNeeds.VariablesOfEnvFile(file.Content));
            if (next.Kind is not NeededFileKind.Compose)
                continue;

            Look(BundleNeeds.OfBase(file, _variables).Variables);
            foreach (var further in BundleNeeds.OfBase(file, VariablesOf(scope)).Files)
                open.Enqueue(further);
        }

        foreach (var include in needs.Includes)
            await GatherAsync(include, scope, ct);
    }

    private async Task GatherAsync(NeededInclude include, Scope parent, CancellationToken ct)
    {
        // A cycle is told by the reading.
        if (include.Paths.Any(parent.Chain.Contains) || ++_includes > MaxIncludes)
            return;
        var envFiles = new List<BundleFile>();
        foreach (var needed in include.EnvFiles)
        {
            if ((!needed.IsRequired && ownEnvFiles.Contains(Path.GetFullPath(needed.Path, folder))) || await ReadAsync(needed, ct) is not { } file)
                continue;
            Look(BundleNeeds.VariablesOfEnvFile(file.Content));
            envFiles.Add(file);
        }

        var files = new List<BundleFile>();
        foreach (var path in include.Paths)
        {
            if (await ReadAsync(new NeededFile(path, true, NeededFileKind.Compose), ct) is { } file)
                files.Add(file);
        }

        var scope = new Scope(parent, envFiles, [.. parent.Chain, .. include.Paths]);
        Look(BundleNeeds.OfIncluded(include, files, _variables).Variables);
        await GatherAsync(BundleNeeds.OfIncluded(include, files, VariablesOf(scope)), scope, ct);
    }

    private IReadOnlyDictionary<string, string> VariablesOf(Scope scope)
    {
        if (scope.Parent is null)
            return _variables;
        var parent = VariablesOf(scope.Parent);
        return parent.Over(IncludeVariables.Added(parent, scope.EnvFiles, out _));
    }

    private void Look(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (find(name) is not { } value)
                continue;
            _variables[name] = value;

            // It may be the beginning of a bind mount's source.
            if (value is ['~', ..] && find("HOME") is { } home)
                _variables["HOME"] = home;
        }
    }

    private async Task<BundleFile?> ReadAsync(NeededFile file, CancellationToken ct)
    {
        if (_read.TryGetValue(file.Path, out var known))
            return known;
        var full = Path.GetFullPath(file.Path, folder);
        if (!allowsOutside && !RealPath.IsInside(folder, full))
        {
            throw new CliException(
                ExitCode.Validation,
                $"The compose file names {file.Path}, which is outside the project folder {folder}.",
                "Move it inside, or allow it with --allow-outside.");
        }

        // Reading the bundle says which line asks for a file that is not there.
        return _read[file.Path] = File.Exists(full) ? new BundleFile(file.Path, await ProjectFile.ReadAsync(NameOf(file.Kind), file.Path, full, ct)) : null;
    }

    private static string NameOf(NeededFileKind kind) => kind switch
    {
        NeededFileKind.EnvFile => "env file",
        NeededFileKind.LabelFile => "label file",
        NeededFileKind.SeccompProfile => "seccomp profile",
        NeededFileKind.Compose => "compose file",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <param name="Parent">Null for the project's own files.</param>
    /// <param name="Chain">The files that lead here, by path.</param>
    private sealed record Scope(Scope? Parent, IReadOnlyList<BundleFile> EnvFiles, IReadOnlyList<string> Chain);
}
