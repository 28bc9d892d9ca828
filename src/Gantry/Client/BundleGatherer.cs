using System.Text;
using System.Text.RegularExpressions;
using Gantry.Model.Stacks;
using Gantry.Output;

namespace Gantry.Client;

/// <summary>Reads compose files and all that they need from this machine, so that the server opens no path of ours.</summary>
internal sealed partial class BundleGatherer(CliEnvironment environment)
{
    public async Task<GatheredBundle> GatherAsync(BundleSource source, CancellationToken ct)
    {
        var paths = source.Files.Count > 0 ? source.Files : ComposeFileNames.In(environment.WorkingDirectory);
        var files = new List<BundleFile>();
        foreach (var path in paths)
            files.Add(new BundleFile(path, await ReadComposeAsync(path, ct)));

        var first = paths[0] == ComposeFileNames.StandardInput ? null : Path.GetDirectoryName(Path.GetFullPath(paths[0], environment.WorkingDirectory));
        var folder = Path.GetFullPath(source.ProjectDirectory ?? first ?? ".", environment.WorkingDirectory);
        var variables = files.SelectMany(f => VariableName().Matches(f.Content))
            .Select(m => m.Groups[1].Value).Distinct()
            .Where(name => environment.Variable(name) is not null)
            .ToDictionary(name => name, name => environment.Variable(name) ?? "");
        var bundle = new Bundle(files, [], variables, source.Profiles);
        return new GatheredBundle(source.StackName ?? Path.GetFileName(folder).ToLowerInvariant(), bundle, folder);
    }

    private async Task<string> ReadComposeAsync(string path, CancellationToken ct)
    {
        try
        {
            if (path != ComposeFileNames.StandardInput)
                return await File.ReadAllTextAsync(Path.GetFullPath(path, environment.WorkingDirectory), ct);
            using var reader = new StreamReader(environment.In, Encoding.UTF8, leaveOpen: true);
            return await reader.ReadToEndAsync(ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Error, $"The compose file {path} cannot be read: {e.Message}", cause: e);
        }
    }

    [GeneratedRegex(@"\$(?:\$|\{?([A-Za-z_][A-Za-z0-9_]*))")]
    private static partial Regex VariableName();
}
