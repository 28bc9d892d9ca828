using System.Text;
using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Operations;

/// <summary>A registry that wants a password, from the login to the running container.</summary>
public sealed class PrivateRegistryTests(SharedServer shared) : IClassFixture<SharedServer>, IAsyncLifetime
{
    private const int DeploymentFailed = 4;
    private const int Unauthorised = 10;
    private const int NotFound = 9;
    private const int EnoughToWatch = 32 * 1024 * 1024;

    private readonly string _stack = RandomStack.Named("private");
    private LocalRegistry _registry = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Belongs to the fixture: not ours to dispose.
    private ServerProcess Server => shared.Process;

    private string Home => Server.Folder;

    private string Password => _registry.Login.Password!;

    private IReadOnlyList<string> Forms => [Password, Base64(Password), Base64($"{User}:{Password}")];

    private string User => _registry.Login.UserName!;

    public async ValueTask InitializeAsync() => _registry = await LocalRegistry.StartAsync(Ct);

    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await RunAsync("stack", "rm", _stack, "--yes");
        foreach (var container in (await Server.Cluster.ContainersAsync(deadline.Token)).Where(c => c.Stack == _stack))
            await HostTool.TryRunAsync(deadline.Token, "docker", "rm", "-f", container.Id);
        foreach (var tag in (string[])["v1", "v2"])
            await HostTool.TryRunAsync(deadline.Token, "docker", "image", "rm", Image(tag));
        await _registry.DisposeAsync();
    }

    [Fact]
    public async Task A_login_is_tried_listed_used_for_pulls_and_forgotten_and_its_password_is_to_be_read_nowhere()
    {
        await _registry.PushAsync("team/app", "v1", Ct, EnoughToWatch);

        (await LoginAsync(Password)).Expect(0);
        var list = (await RunAsync("registry", "ls")).Expect(0).Output;
        Assert.Contains(_registry.Host, list, StringComparison.Ordinal);
        Assert.Contains(User, list, StringComparison.Ordinal);

        await WriteComposeAsync("v1");
        using var seeing = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var pulling = SeePullAsync(seeing.Token);
        (await RunAsync("deploy", _stack, "--yes")).Expect(0);
        await seeing.CancelAsync();
        Assert.True(await pulling, "No task told how far its pull was.");

        var container = (await Server.Cluster.RunningAsync(_stack, Ct)).Single();
        AssertUnreadable("docker inspect", await HostTool.RunAsync(Ct, "docker", "inspect", container.Id, Image("v1")));
        foreach (var path in (string[])["/v1/registries", $"/v1/stacks/{_stack}", "/v1/services", "/v1/tasks?all=true", "/v1/deployments", "/v1/events", "/v1/nodes"])
            AssertUnreadable(path, await Server.Api.TextAsync(path, Ct));
        AssertUnreadable("the log", Server.Log);
        Assert.Equal("", await HoldersOfPasswordAsync(Server.DataDirectory));

        (await RunAsync("registry", "rm", _registry.Host)).Expect(0);
        Assert.DoesNotContain(_registry.Host, (await RunAsync("registry", "ls")).Expect(0).Output, StringComparison.Ordinal);
        (await RunAsync("registry", "rm", _registry.Host)).Expect(NotFound);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_at_login_and_not_kept()
    {
        var refused = (await LoginAsync("a-wrong-guess")).Expect(Unauthorised);

        Assert.Contains($"did not accept {User}", refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("a-wrong-guess", refused.Errors + Server.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(_registry.Host, (await RunAsync("registry", "ls")).Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pull_with_a_password_that_is_wrong_by_now_says_so_while_the_old_tasks_go_on()
    {
        await _registry.PushAsync("team/app", "v1", Ct);
        await _registry.PushAsync("team/app", "v2", Ct);
        (await LoginAsync(Password)).Expect(0);
        await WriteComposeAsync("v1");
        (await RunAsync("deploy", _stack, "--yes")).Expect(0);
        var before = await Server.Cluster.StartsAsync(_stack, Ct);

        // A deploy brings along what docker's own configuration knows, and that is out of date.
        var stale = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:an-old-one"));
        var configuration = Directory.CreateDirectory(Path.Combine(Home, "stale")).FullName;
        await File.WriteAllTextAsync(Path.Combine(configuration, "config.json"), $$"""{"auths": {"{{_registry.Host}}": {"auth": "{{stale}}"} } }""", Ct);
        await WriteComposeAsync("v2");
        var command = new GantryCommand(Home) { ["DOCKER_CONFIG"] = configuration };
        var failed = (await command.RunAsync(Ct, "deploy", _stack, "--yes", "--host", $"unix://{Server.SocketPath}")).Expect(DeploymentFailed);

        var task = await Server.TaskAsync(_stack, t => t.Revision == 2 && t.State == "failed", Ct);
        Assert.Contains("unauthorized", task.Observed.Message, StringComparison.Ordinal);
        Assert.Contains(Image("v2"), task.Observed.Message, StringComparison.Ordinal);
        Assert.Contains("unauthorized", failed.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("an-old-one", failed.Errors + failed.Output + Server.Log, StringComparison.Ordinal);
        Assert.Equal(before, await Server.Cluster.StartsAsync(_stack, Ct));
    }

    private string Image(string tag) => $"{_registry.Host}/team/app:{tag}";

    private Task<CommandOutcome> LoginAsync(string password) => new GantryCommand(Home) { Input = password + "\n" }.RunAsync(
        Ct, "registry", "login", _registry.Host, "-u", User, "--password-stdin", "--host", $"unix://{Server.SocketPath}");

    private Task<CommandOutcome> RunAsync(params string[] args) =>
        new GantryCommand(Home).RunAsync(CancellationToken.None, [.. args, "--host", $"unix://{Server.SocketPath}"]);

    private Task WriteComposeAsync(string tag) => File.WriteAllTextAsync(
        Path.Combine(Home, "compose.yaml"),
        Composes.Sleeper().Replace("busybox:1.36", Image(tag), StringComparison.Ordinal),
        Ct);

    private async Task<bool> SeePullAsync(CancellationToken seeing)
    {
        try
        {
            while (true)
            {
                var tasks = await Server.Api.TasksAsync(_stack, all: true, seeing);
                if (tasks.Any(t => t.Observed.Message.StartsWith("Pulling ", StringComparison.Ordinal)))
                    return true;
            }
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // By another program: the server holds locks that only .NET heeds.
    private async Task<string> HoldersOfPasswordAsync(string folder)
    {
        var (_, holders, errors) = await HostTool.TryRunAsync(Ct, ["grep", "-rlaF", .. Forms.SelectMany(f => (string[])["-e", f]), folder]);
        Assert.Equal("", errors);
        return holders;
    }

    private void AssertUnreadable(string place, string text)
    {
        Assert.All(Forms, form => Assert.False(text.Contains(form, StringComparison.Ordinal), $"The password can be read in {place}."));
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=');
}
