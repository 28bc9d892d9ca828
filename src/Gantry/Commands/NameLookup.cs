using System.CommandLine;
using Gantry.Client;
using Gantry.Model.Api;
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
        NameKind.Stack => [.. (await api.GetAsync(ApiPath.Of("stacks"), ApiJson.Default.ListedStackItem, ct)).Items.Select(s => s.Name)],
        NameKind.Service => [.. await ServicesAsync(api, ct)],
        NameKind.Task => [.. await TasksAsync(api, ct)],
        NameKind.ServiceOrTask => [.. await ServicesAsync(api, ct), .. await TasksAsync(api, ct)],
        NameKind.Node => [.. (await api.GetAsync(ApiPath.Of("nodes"), ApiJson.Default.ListedNodeItem, ct)).Items.Select(n => n.Name)],
        NameKind.Deployment =>
            [.. (await api.GetAsync(ApiPath.Of("deployments"), ApiJson.Default.ListedDeployment, ct)).Items.Select(d => d.Id.Value.Shown)],
        NameKind.Context => [],
        _ => throw new InvalidOperationException($"{kind} has no names."),
    };

    private static async Task<IEnumerable<string>> ServicesAsync(ApiClient api, CancellationToken ct) =>
        (await api.GetAsync(ApiPath.Of("services"), ApiJson.Default.ListedServiceItem, ct)).Items.Select(s => s.FullName);

    private static async Task<IEnumerable<string>> TasksAsync(ApiClient api, CancellationToken ct) =>
        (await api.GetAsync(ApiPath.Of("tasks"), ApiJson.Default.ListedTaskItem, ct)).Items.Select(t => t.Name);
}
