using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Operations;

/// <summary>A tag that is pushed anew, and deploys that ask what it means, or do not.</summary>
public sealed class ResolveImageTests(SharedServer shared) : IClassFixture<SharedServer>, IAsyncLifetime
{
    /// <summary>Random bytes: no two pushes are alike.</summary>
    private const int Ballast = 1_024;

    private const string Nothing = "Nothing to change";

    private readonly string _stack = RandomStack.Named("resolve");
    private readonly List<string> _digests = [];
    private LocalRegistry _registry = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Belongs to the fixture: not ours to dispose.
    private ServerProcess Server => shared.Process;

    private string Repository => $"{_registry.Host}/team/web";

    private string Image => $"{Repository}:1";

    public async ValueTask InitializeAsync() => _registry = await LocalRegistry.StartAsync(Ct);

    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await RunAsync("stack", "rm", _stack, "--yes");
        foreach (var container in (await Server.Cluster.ContainersAsync(deadline.Token)).Where(c => c.Stack == _stack))
            await HostTool.TryRunAsync(deadline.Token, "docker", "rm", "-f", container.Id);
        foreach (var name in _digests.Select(d => $"{Repository}@{d}").Prepend(Image))
            await HostTool.TryRunAsync(deadline.Token, "docker", "image", "rm", name);
        await _registry.DisposeAsync();
    }

    [Fact]
    public async Task A_tag_that_was_pushed_anew_is_run_when_a_deploy_asks_for_it_and_not_before()
    {
        await PushAsync();
        (await new GantryCommand(Server.Folder) { Input = _registry.Login.Password + "\n" }.RunAsync(
            Ct, "registry", "login", _registry.Host, "-u", _registry.Login.UserName!, "--password-stdin", "--host", Host)).Expect(0);
        await File.WriteAllTextAsync(
            Path.Combine(Server.Folder, "compose.yaml"), Composes.Sleeper(replicas: 2).Replace("busybox:1.36", Image, StringComparison.Ordinal), Ct);
        await DeployAsync();
        var first = await StartsAsync();
        Assert.Equal([_digests[0]], await DigestsThatRunAsync());

        await PushAsync();
        Assert.Contains(Nothing, (await DeployAsync()).Output, StringComparison.Ordinal);
        Assert.Equal(first, await StartsAsync());

        var words = $"image {Image} now means {_digests[1][..19]}… in its registry";
        Assert.Contains(words, (await RunAsync("plan", _stack, "--resolve-image", "always")).Expect(0).Output, StringComparison.Ordinal);
        await DeployAsync("--resolve-image", "always");
        var second = await StartsAsync();
        Assert.Equal(2, second.Except(first).Count());
        Assert.Equal([_digests[1]], await DigestsThatRunAsync());

        Assert.Contains(Nothing, (await DeployAsync("--resolve-image", "always")).Output, StringComparison.Ordinal);
        Assert.Contains(Nothing, (await DeployAsync()).Output, StringComparison.Ordinal);
        Assert.Equal(second, await StartsAsync());

        await _registry.StopAsync();
        var unanswered = await DeployAsync("--resolve-image", "always");
        Assert.Contains($"warning: Image {Image} could not be looked up in its registry", unanswered.Errors, StringComparison.Ordinal);
        Assert.Contains("connection refused", unanswered.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(_registry.Login.Password!, unanswered.Errors + Server.Log, StringComparison.Ordinal);
        Assert.Equal("", (await DeployAsync("--resolve-image", "never")).Errors);
        Assert.Equal(second, await StartsAsync());
    }

    private string Host => $"unix://{Server.SocketPath}";

    private async Task PushAsync() => _digests.Add(await _registry.PushAsync("team/web", "1", Ct, Ballast));

    private async Task<CommandOutcome> DeployAsync(params string[] more) => (await RunAsync(["deploy", _stack, "--yes", .. more])).Expect(0);

    private Task<CommandOutcome> RunAsync(params string[] args) =>
        new GantryCommand(Server.Folder).RunAsync(CancellationToken.None, [.. args, "--host", Host]);

    private Task<IReadOnlyList<string>> StartsAsync() => Server.Cluster.StartsAsync(_stack, Ct);

    private async Task<IReadOnlyList<string>> DigestsThatRunAsync()
    {
        var digests = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var container in await Server.Cluster.RunningAsync(_stack, Ct))
        {
            var image = (await Server.Cluster.InspectAsync(container.Id, Ct)).Image;
            var names = await HostTool.RunAsync(Ct, "docker", "image", "inspect", image, "--format", "{{join .RepoDigests \" \"}}");
            digests.UnionWith(names.Trim().Split(' ').Select(n => n.Split('@')[1]));
        }

        return [.. digests];
    }
}
