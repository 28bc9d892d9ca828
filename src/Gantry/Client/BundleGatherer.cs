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
        var envFiles = await ReadDotenvAsync(source.EnvFiles, folder, ct);
        var needed = new NeededFiles(folder, source.AllowsOutside, Find, envFiles);
        await needed.GatherAsync(files, ct);
        var bundle = new Bundle(files, needed.Files, needed.Variables, ProfilesOf(source)) { ProjectDirectory = folder };
        var reading = ComposeReader.Read(source.StackName ?? Find(ProjectNameVariable), bundle);
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
            return await ProjectFile.ReadAsync("compose file", path, Path.GetFullPath(path, environment.WorkingDirectory), ct);
        using var reader = new StreamReader(environment.In, Encoding.UTF8, leaveOpen: true);
        return await reader.ReadToEndAsync(ct);
    }

    private async Task<IReadOnlyList<string>> ReadDotenvAsync(IReadOnlyList<string> given, string folder, CancellationToken ct)
    {
        var beside = Path.Combine(folder, ".env");
        IReadOnlyList<(string Shown, string Full)> files = given.Count > 0
            ? [.. given.Select(f => (f, Path.GetFullPath(f, environment.WorkingDirectory)))]
            : File.Exists(beside) ? [(".env", beside)] : [];
        foreach (var (shown, full) in files)
        {
            var result = DotenvFile.Parse(shown, await ProjectFile.ReadAsync("env file", shown, full, ct), Find);
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

        return [.. files.Select(f => f.Full)];
    }

    private string? Find(string name) => environment.Variable(name) ?? _dotenv.GetValueOrDefault(name);

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
