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
    private const string FilesVariable = "COMPOSE_FILE";
    private const string SeparatorVariable = "COMPOSE_PATH_SEPARATOR";
    private const string EnvFilesVariable = "COMPOSE_ENV_FILES";
    private const string NoEnvFileVariable = "COMPOSE_DISABLE_ENV_FILE";

    private readonly Dictionary<string, string> _dotenv = new(StringComparer.Ordinal);
    private readonly List<string> _envFiles = [];
    private readonly List<string> _notes = [];

    /// <exception cref="CliException">A file cannot be read or lies outside the project.</exception>
    public async Task<GatheredBundle> GatherAsync(BundleSource source, CancellationToken ct)
    {
        // Where this .env names the compose files, theirs is read after it.
        var givenEnvFiles = source.EnvFiles.Count > 0 ? source.EnvFiles : Split(environment.Variable(EnvFilesVariable), ",");
        var near = ProjectFolder(source, source.Files);
        await (givenEnvFiles.Count > 0 ? ReadEnvFilesAsync(givenEnvFiles, ct) : ReadDotenvAsync(near, ct));
        var paths = Paths(source, near);
        var folder = ProjectFolder(source, paths);
        if (givenEnvFiles.Count == 0 && folder != near)
            await ReadDotenvAsync(folder, ct);

        var files = new List<BundleFile>();
        foreach (var path in paths)
            files.Add(new BundleFile(path, await ReadComposeAsync(path, ct)));
        var needed = new NeededFiles(folder, source.AllowsOutside, Find, _envFiles);
        await needed.GatherAsync(files, ct);
        var bundle = new Bundle(files, needed.Files, needed.Variables, ProfilesOf(source)) { ProjectDirectory = folder };
        var reading = ComposeReader.Read(source.StackName ?? NameFromVariables, bundle, needed.Texts);
        return new GatheredBundle(NameOf(source, reading), bundle, reading, _notes);
    }

    /// <summary>
    /// For a deploy: the same with the values of configs and secrets, and with the logins that this machine has for the
    /// registries of the images.
    /// </summary>
    public async Task<GatheredBundle> GatherWholeAsync(BundleSource source, CancellationToken ct)
    {
        var gathered = await GatherAsync(source, ct);
        if (gathered.Reading is not ComposeResult.Accepted accepted)
            return gathered;
        var hosts = accepted.Stack.Services.Select(s => ImageReference.HostOf(s.Container.Image)).Distinct().ToList();
        var logins = await new DockerLogins(environment).ForAsync(hosts, ct);
        var contents = Contents(source, gathered);
        var bundle = gathered.Bundle with
        {
            Files = [.. gathered.Bundle.Files, .. await contents.ReadAsync(accepted.Stack, ct)],
            Variables = gathered.Bundle.Variables.Over(contents.Variables(accepted.Stack)),
            RegistryLogins = logins,
        };
        return gathered with { Bundle = bundle };
    }

    /// <returns>One sentence for each value of a config or secret that could not be read for a deploy.</returns>
    public IReadOnlyList<string> ContentProblems(BundleSource source, GatheredBundle gathered) =>
        gathered.Reading is ComposeResult.Accepted accepted ? [.. Contents(source, gathered).Problems(accepted.Stack)] : [];

    private ContentFiles Contents(BundleSource source, GatheredBundle gathered) => new(gathered.Bundle.ProjectDirectory!, source.AllowsOutside, Find);

    private IReadOnlyList<string> Paths(BundleSource source, string folder)
    {
        if (source.Files.Count > 0)
            return source.Files;
        var separator = Find(SeparatorVariable) is { Length: > 0 } given ? given : Path.PathSeparator.ToString();
        return Split(Find(FilesVariable), separator) is { Count: > 0 } named ? named : ComposeFileNames.In(folder, _notes.Add);
    }

    private string ProjectFolder(BundleSource source, IReadOnlyList<string> files)
    {
        var first = files.FirstOrDefault(f => f != ComposeFileNames.StandardInput);
        var beside = first is null ? null : Path.GetDirectoryName(Path.GetFullPath(first, environment.WorkingDirectory));
        return Path.GetFullPath(source.ProjectDirectory ?? beside ?? ".", environment.WorkingDirectory);
    }

    private async Task<string> ReadComposeAsync(string path, CancellationToken ct)
    {
        if (path != ComposeFileNames.StandardInput)
            return await ProjectFile.ReadAsync("compose file", path, Path.GetFullPath(path, environment.WorkingDirectory), ct);
        using var reader = new StreamReader(environment.In, Encoding.UTF8, leaveOpen: true);
        return await reader.ReadToEndAsync(ct);
    }

    private async Task ReadEnvFilesAsync(IReadOnlyList<string> given, CancellationToken ct)
    {
        foreach (var path in given)
        {
            // As compose reads several: the environment wins, then the latest line of all of them.
            foreach (var (name, value) in await ReadEnvFileAsync(path, Path.GetFullPath(path, environment.WorkingDirectory), environment.Variable, ct))
                _dotenv[name] = value;
        }
    }

    /// <summary>The folder's own <c>.env</c>, below what is known already.</summary>
    private async Task ReadDotenvAsync(string folder, CancellationToken ct)
    {
        var path = Path.Combine(folder, ".env");
        if (!File.Exists(path) || IsSwitchedOn(NoEnvFileVariable))
            return;
        foreach (var (name, value) in await ReadEnvFileAsync(".env", path, Find, ct))
            _dotenv.TryAdd(name, value);
    }

    private async Task<IReadOnlyDictionary<string, string>> ReadEnvFileAsync(string shown, string full, Func<string, string?> find, CancellationToken ct)
    {
        _envFiles.Add(full);
        var result = DotenvFile.Parse(shown, await ProjectFile.ReadAsync("env file", shown, full, ct), find, _dotenv);
        if (result.Problems.Count == 0)
            return result.Values;
        throw new CliException(ExitCode.Validation, $"{shown} is not understood.", "Each line is NAME=value; gantry validate reads it again without a server.")
        {
            Details = [.. result.Problems.Select(p => p.ToString())],
        };
    }

    // As Go reads a boolean, and so compose.
    private bool IsSwitchedOn(string variable) => environment.Variable(variable) switch
    {
        null or "" or "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        var other => throw CliException.Usage($"{variable} is {other}, which is neither true nor false."),
    };

    private static List<string> Split(string? text, string separator) => [.. (text ?? "").Split(separator, StringSplitOptions.RemoveEmptyEntries)];

    private string? Find(string name) => environment.Variable(name) ?? _dotenv.GetValueOrDefault(name);

    private string? NameFromVariables => Find(ProjectNameVariable) is { Length: > 0 } name ? name : null;

    private IReadOnlyList<string> ProfilesOf(BundleSource source) => source.Profiles.Count > 0
        ? source.Profiles
        : Find(ProfilesVariable)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    // With a name the server is asked: it may be newer and understand what this client does not.
    private string? NameOf(BundleSource source, ComposeResult reading) =>
        reading is ComposeResult.Accepted accepted ? accepted.Stack.Name : source.StackName ?? NameFromVariables;
}
