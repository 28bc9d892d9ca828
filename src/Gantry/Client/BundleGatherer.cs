using System.Text;
using Gantry.Compose;
using Gantry.Compose.Interpolation;
using Gantry.Model.Services;
using Gantry.Model.Stacks;
using Gantry.Output;

namespace Gantry.Client;

/// <summary>Reads compose files and all that they need from this machine, so that the server opens no path of ours.</summary>
internal sealed class BundleGatherer(CliEnvironment environment)
{
    private const string ProjectNameVariable = "COMPOSE_PROJECT_NAME";
    private const string ProfilesVariable = "COMPOSE_PROFILES";

    private readonly Dictionary<string, string> _dotenv = new(StringComparer.Ordinal);

    /// <exception cref="CliException">A file cannot be read or lies outside the project; or the stack has no name.</exception>
    public async Task<GatheredBundle> GatherAsync(BundleSource source, CancellationToken ct)
    {
        var paths = source.Files.Count > 0 ? source.Files : ComposeFileNames.In(environment.WorkingDirectory);
        var files = new List<BundleFile>();
        foreach (var path in paths)
            files.Add(new BundleFile(path, await ReadComposeAsync(path, ct)));

        var folder = ProjectFolder(source, paths[0]);
        await ReadDotenvAsync(source.EnvFiles, folder, ct);
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        var texts = new ComposeTexts();
        Look(BundleNeeds.Of(files, variables, texts).Variables, variables);
        var others = await GatherNeededAsync(BundleNeeds.Of(files, variables, texts).Files, variables, folder, source.AllowsOutside, ct);
        var bundle = new Bundle(files, others, variables, ProfilesOf(source)) { ProjectDirectory = folder };
        var reading = ComposeReader.Read(source.StackName ?? Find(ProjectNameVariable), bundle, texts);
        return new GatheredBundle(NameOf(source, reading, bundle), bundle, reading);
    }

    /// <summary>The same with the logins that this machine has for the registries of the images.</summary>
    public async Task<GatheredBundle> GatherWithLoginsAsync(BundleSource source, CancellationToken ct)
    {
        var gathered = await GatherAsync(source, ct);
        if (gathered.Reading is not ComposeResult.Accepted accepted)
            return gathered;
        var hosts = accepted.Stack.Services.Select(s => ImageReference.HostOf(s.Container.Image)).Distinct().ToList();
        var logins = await new DockerLogins(environment).ForAsync(hosts, ct);
        return gathered with { Bundle = gathered.Bundle with { RegistryLogins = logins } };
    }

    private string ProjectFolder(BundleSource source, string firstFile)
    {
        var beside = firstFile == ComposeFileNames.StandardInput
            ? null
            : Path.GetDirectoryName(Path.GetFullPath(firstFile, environment.WorkingDirectory));
        return Path.GetFullPath(source.ProjectDirectory ?? beside ?? ".", environment.WorkingDirectory);
    }

    private async Task<string> ReadComposeAsync(string path, CancellationToken ct)
    {
        if (path != ComposeFileNames.StandardInput)
            return await ReadAsync("compose file", path, Path.GetFullPath(path, environment.WorkingDirectory), ct);
        using var reader = new StreamReader(environment.In, Encoding.UTF8, leaveOpen: true);
        return await reader.ReadToEndAsync(ct);
    }

    private async Task ReadDotenvAsync(IReadOnlyList<string> given, string folder, CancellationToken ct)
    {
        var beside = Path.Combine(folder, ".env");
        IReadOnlyList<(string Shown, string Full)> files = given.Count > 0
            ? [.. given.Select(f => (f, Path.GetFullPath(f, environment.WorkingDirectory)))]
            : File.Exists(beside) ? [(".env", beside)] : [];
        foreach (var (shown, full) in files)
        {
            var result = DotenvFile.Parse(shown, await ReadAsync("env file", shown, full, ct), environment.Variable, _dotenv);
            if (result.Problems.Count > 0)
            {
                throw new CliException(ExitCode.Validation, $"{shown} is not understood.", "Each line is NAME=value; gantry validate reads it again without a server.")
                {
                    Details = [.. result.Problems.Select(p => p.ToString())],
                };
            }

            foreach (var (name, value) in result.Values)
                _dotenv[name] = value;
        }
    }

    /// <summary>Also what the files of <c>extends</c> name in turn. Adds the variables that any of them asks for.</summary>
    private async Task<IReadOnlyList<BundleFile>> GatherNeededAsync(
        IReadOnlyList<NeededFile> needed, Dictionary<string, string> variables, string folder, bool allowsOutside, CancellationToken ct)
    {
        var files = new List<BundleFile>();
        var open = new Queue<NeededFile>(needed);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (open.TryDequeue(out var next))
        {
            if (!seen.Add(next.Path) || await ReadNeededAsync(next, folder, allowsOutside, ct) is not { } file)
                continue;
            files.Add(file);
            if (next.Kind == NeededFileKind.EnvFile)
            {
                Look(BundleNeeds.VariablesOfEnvFile(file.Content), variables);
                continue;
            }

            Look(BundleNeeds.OfBase(file, variables).Variables, variables);
            foreach (var further in BundleNeeds.OfBase(file, variables).Files)
                open.Enqueue(further);
        }

        return files;
    }

    private static async Task<BundleFile?> ReadNeededAsync(NeededFile file, string folder, bool allowsOutside, CancellationToken ct)
    {
        var full = Path.GetFullPath(file.Path, folder);
        if (!allowsOutside && !RealPath.IsInside(folder, full))
        {
            throw new CliException(
                ExitCode.Validation,
                $"The compose file names {file.Path}, which is outside the project folder {folder}.",
                "Move it inside, or allow it with --allow-outside.");
        }

        // Reading the bundle says which line asks for a file that is not there.
        var kind = file.Kind == NeededFileKind.EnvFile ? "env file" : "compose file";
        return File.Exists(full) ? new BundleFile(file.Path, await ReadAsync(kind, file.Path, full, ct)) : null;
    }

    private static async Task<string> ReadAsync(string kind, string shown, string path, CancellationToken ct)
    {
        try
        {
            return await File.ReadAllTextAsync(path, ct);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw CliException.Usage($"The {kind} {shown} does not exist.", $"It was looked for as {path}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Error, $"The {kind} {shown} cannot be read: {e.Message}", "Is it a file, and may this user read it?", e);
        }
    }

    private string? Find(string name) => environment.Variable(name) ?? _dotenv.GetValueOrDefault(name);

    private void Look(IEnumerable<string> names, Dictionary<string, string> variables)
    {
        foreach (var name in names)
        {
            if (Find(name) is { } value)
                variables[name] = value;
        }
    }

    private IReadOnlyList<string> ProfilesOf(BundleSource source) => source.Profiles.Count > 0
        ? source.Profiles
        : Find(ProfilesVariable)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    // With a name the server is asked: it may be newer and understand what this client does not.
    private string NameOf(BundleSource source, ComposeResult reading, Bundle bundle) => reading switch
    {
        ComposeResult.Accepted accepted => accepted.Stack.Name,
        ComposeResult.Refused refused => source.StackName ?? Find(ProjectNameVariable) ?? throw ComposeProblems.Of(refused, bundle),
        _ => throw new InvalidOperationException($"{reading.GetType().Name} has no stack."),
    };
}
