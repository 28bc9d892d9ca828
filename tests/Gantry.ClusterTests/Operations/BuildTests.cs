using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Operations;

/// <summary>Images that a deploy builds first, with this machine's docker.</summary>
public sealed class BuildTests(SharedServer shared) : IClassFixture<SharedServer>, IAsyncLifetime
{
    private readonly DirectoryInfo _project = Directory.CreateTempSubdirectory("gt-build-");
    private readonly string _stack = RandomStack.Named("built");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ServerProcess Server => shared.Process;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(_project.FullName, "app"));
        await WriteAsync("app/Dockerfile", "FROM busybox:1.36\nARG WORD\nENV WORD=$WORD\nCOPY page /page\nCMD [\"sleep\", \"3600\"]\n");
        await WriteAsync("app/page", "one");
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("stack", "rm", _stack, "--yes");
        var images = await HostTool.RunAsync(CancellationToken.None, "docker", "image", "ls", "-aq", "--filter", $"label=built-for={_stack}");
        foreach (var image in images.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct())
            await HostTool.TryRunAsync(CancellationToken.None, "docker", "image", "rm", "-f", image);
        _project.Delete(recursive: true);
    }

    [Fact]
    public async Task What_is_built_runs_and_only_what_changed_is_replaced()
    {
        await WriteComposeAsync(image: null);
        var refused = (await DeployAsync()).Expect(1);
        Assert.Contains("has 'build' and no 'image', and was not built: deploy it with --build", refused.Errors, StringComparison.Ordinal);

        (await DeployAsync("--build")).Expect(0);
        var first = Assert.Single(await Server.Cluster.RunningAsync(_stack, Ct));
        Assert.Equal("one ok", await PageAsync(first.Id));

        // Neither a deploy without building nor one that builds the same touches it.
        Assert.Contains("Nothing to change", (await DeployAsync()).Expect(0).Output, StringComparison.Ordinal);
        Assert.Contains("Nothing to change", (await DeployAsync("--build")).Expect(0).Output, StringComparison.Ordinal);

        await WriteAsync("app/page", "two");
        (await DeployAsync("--build")).Expect(0);
        var second = Assert.Single(await Server.Cluster.RunningAsync(_stack, Ct));
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal("two ok", await PageAsync(second.Id));
    }

    [Fact]
    public async Task With_an_image_too_that_one_runs_until_it_is_built()
    {
        await WriteComposeAsync(image: "busybox:1.36");

        (await DeployAsync()).Expect(0);

        var container = Assert.Single(await Server.Cluster.RunningAsync(_stack, Ct));
        Assert.Equal("busybox:1.36", (await HostTool.RunAsync(Ct, "docker", "inspect", "-f", "{{.Config.Image}}", container.Id)).Trim());
    }

    [Fact]
    public async Task A_build_that_fails_deploys_nothing_and_shows_why()
    {
        await WriteComposeAsync(image: null);
        await WriteAsync("app/Dockerfile", "FROM busybox:1.36\nCOPY missing /\n");

        var failed = (await DeployAsync("--build")).Expect(1);

        Assert.Contains("missing", failed.Errors, StringComparison.Ordinal);
        Assert.Contains("The image of service 'web' was not built", failed.Errors, StringComparison.Ordinal);
        Assert.Empty(await Server.Cluster.RunningAsync(_stack, Ct));
    }

    [Fact]
    public async Task Each_key_of_a_build_shows_in_the_image_that_runs()
    {
        await WriteAsync("app/prod.Dockerfile", "FROM busybox:1.36 AS base\nARG WORD\nENV WORD=$WORD\nFROM base AS prod\nCOPY page /page\nFROM base AS test\nRUN false\n");
        await WriteAsync("compose.yaml", $$"""
            x-more: &more {command: [sleep, "3600"], stop_signal: SIGKILL}
            services:
              staged:
                <<: *more
                build:
                  context: app
                  dockerfile: prod.Dockerfile
                  target: prod
                  args: {WORD: staged}
                  labels: {built-for: {{_stack}}}
                  tags: ["{{_stack}}:more"]
                  cache_from: ["{{_stack}}:before"]
                  no_cache: true
              inline:
                <<: *more
                image: {{_stack}}/named:2
                build:
                  context: app
                  labels: [built-for={{_stack}}]
                  dockerfile_inline: |
                    FROM busybox:1.36
                    COPY page /page
                    ENV WORD=inline
            """);

        (await DeployAsync("--build")).Expect(0);

        var containers = (await Server.Cluster.RunningAsync(_stack, Ct)).ToDictionary(c => c.Slot, c => c.Id);
        Assert.Equal("one staged", await PageAsync(containers[$"{_stack}_staged.1"]));
        Assert.Equal("one inline", await PageAsync(containers[$"{_stack}_inline.1"]));
        foreach (var (service, tag) in new[] { ("staged", $"{_stack}:more"), ("inline", $"{_stack}/named:2") })
        {
            Assert.Equal(
                $"{await HostTool.RunAsync(Ct, "docker", "inspect", "-f", "{{.Image}}", containers[$"{_stack}_{service}.1"])} {_stack}",
                await HostTool.RunAsync(Ct, "docker", "image", "inspect", "-f", "{{.Id}} {{index .Config.Labels \"built-for\"}}", tag));
        }
    }

    [Fact]
    public async Task A_secret_reaches_a_build_where_docker_has_buildkit_and_else_is_refused_in_dockers_words()
    {
        await WriteAsync("key", "s3cret");
        await WriteAsync("compose.yaml", $$"""
            services:
              web:
                command: [sleep, "3600"]
                stop_signal: SIGKILL
                build:
                  context: app
                  labels: [built-for={{_stack}}]
                  secrets: [key]
                  dockerfile_inline: |
                    FROM busybox:1.36
                    RUN --mount=type=secret,id=key cat /run/secrets/key >/page
                    ENV WORD=told
            secrets: {key: {file: ./key} }
            """);
        var hasBuildKit = (await HostTool.TryRunAsync(Ct, "docker", "buildx", "version")).ExitCode == 0;

        var deployed = (await DeployAsync("--build")).Expect(hasBuildKit ? 0 : 1);

        if (hasBuildKit)
        {
            Assert.Equal("s3cret told", await PageAsync(Assert.Single(await Server.Cluster.RunningAsync(_stack, Ct)).Id));
            return;
        }

        Assert.Contains("buildx component is missing", deployed.Errors, StringComparison.Ordinal);
        Assert.Contains("The image of service 'web' was not built", deployed.Errors, StringComparison.Ordinal);
        Assert.Empty(await Server.Cluster.RunningAsync(_stack, Ct));
    }

    private Task WriteComposeAsync(string? image) => WriteAsync("compose.yaml", $"""
        services:
          web:
            {(image is null ? "" : $"image: {image}")}
            command: [sleep, "3600"]
            stop_signal: SIGKILL
            build:
              context: app
              args: [WORD=ok]
              labels: [built-for={_stack}]
        """);

    private async Task WriteAsync(string path, string text) => await File.WriteAllTextAsync(Path.Combine(_project.FullName, path), text, Ct);

    private static async Task<string> PageAsync(string container) =>
        (await HostTool.RunAsync(Ct, "docker", "exec", container, "sh", "-c", "echo $(cat /page) $WORD")).Trim();

    private Task<CommandOutcome> DeployAsync(params string[] options) => RunAsync(["deploy", _stack, "-f", Path.Combine(_project.FullName, "compose.yaml"), "--yes", .. options]);

    private Task<CommandOutcome> RunAsync(params string[] args) =>
        new GantryCommand(Server.Folder).RunAsync(CancellationToken.None, [.. args, "--host", $"unix://{Server.SocketPath}"]);
}
