using System.CommandLine;
using System.Text.Json;
using Gantry.Client;
using Gantry.Model.Ids;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary>
/// Fetches names for completion: from a cache that is at most 2 seconds old, else from the server within 250 ms. A key
/// press must never wait for longer, so every failure is an empty list.
/// </summary>
internal sealed class NameLookup(CliEnvironment environment, ParseResult typed)
{
    private static readonly TimeSpan CacheAge = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    public async Task FetchAsync(LiveNames names, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(Patience, environment.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            foreach (var kind in names.Wanted.ToList())
                names.Learn(kind, kind == NameKind.Context ? Contexts() : await CachedAsync(kind, both.Token));
        }
        catch (Exception e) when (e is CliException or OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            // Completion without names is better than a word that appears late or an error in the prompt.
        }
    }

    private List<string> Contexts() => [.. ContextFile.Of(environment.Variable).Load().Contexts.Select(c => c.Name)];

    private async Task<IReadOnlyList<string>> CachedAsync(NameKind kind, CancellationToken ct)
    {
        var target = TargetChoice.Of(typed.GetValue<string?>("--host"), typed.GetValue<string?>("--context"), environment.Variable);
        var path = CachePath(target, kind);
        var age = environment.Time.GetUtcNow() - File.GetLastWriteTimeUtc(path);
        if (age < CacheAge && age > -CacheAge && File.Exists(path))
            return await File.ReadAllLinesAsync(path, ct);

        var names = await FetchAsync(new ApiClient(target, environment.Time), kind, ct);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var draft = $"{path}.{Environment.ProcessId}";
        await File.WriteAllLinesAsync(draft, names, ct);
        File.SetLastWriteTimeUtc(draft, environment.Time.GetUtcNow().UtcDateTime);
        File.Move(draft, path, overwrite: true);
        return names;
    }

    private string CachePath(ApiTarget target, NameKind kind)
    {
        var folder = environment.Variable("XDG_CACHE_HOME") is { Length: > 0 } configured
            ? configured
            : Path.Combine(environment.Variable("HOME") ?? Path.GetTempPath(), ".cache");
        return Path.Combine(folder, "gantry", $"names-{StableHash.Sha256Hex($"{target} {kind}")[..16]}");
    }

    private static async Task<IReadOnlyList<string>> FetchAsync(ApiClient api, NameKind kind, CancellationToken ct) => kind switch
    {
        NameKind.Stack => await NamesAsync(api, "stacks", "name", ct),
        NameKind.Service => await NamesAsync(api, "services", "fullName", ct),
        NameKind.Task => await NamesAsync(api, "tasks", "name", ct),
        NameKind.ServiceOrTask => await AllOfAsync(api, [NameKind.Service, NameKind.Task], ct),
        NameKind.StackServiceOrTask => await AllOfAsync(api, [NameKind.Stack, NameKind.Service, NameKind.Task], ct),
        NameKind.Node => await NamesAsync(api, "nodes", "name", ct),
        NameKind.Deployment => [.. (await NamesAsync(api, "deployments", "id", ct)).Select(id => id[..Math.Min(id.Length, RandomId.ShownLength)])],
        NameKind.Registry => await NamesAsync(api, "registries", "host", ct),
        NameKind.Context => [],
        _ => throw new InvalidOperationException($"{kind} has no names."),
    };

    private static async Task<IReadOnlyList<string>> AllOfAsync(ApiClient api, IEnumerable<NameKind> kinds, CancellationToken ct) =>
        [.. (await Task.WhenAll(kinds.Select(kind => FetchAsync(api, kind, ct)))).SelectMany(names => names)];

    // One word of each item is wanted. To make the records' types ready for reading takes longer than a key press may.
    private static async Task<IReadOnlyList<string>> NamesAsync(ApiClient api, string kind, string member, CancellationToken ct)
    {
        try
        {
            using var list = JsonDocument.Parse(await api.GetBytesAsync(ApiPath.Of(kind), ct));
            return [.. list.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty(member).GetString() ?? "")];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new CliException(ExitCode.Error, $"The server's list of {kind} cannot be read: {e.Message}", cause: e);
        }
    }
}
