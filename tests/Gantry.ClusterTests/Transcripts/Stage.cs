using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Transcripts;

/// <summary>A server of its own on which a story is played, on pipes or on a terminal.</summary>
internal sealed partial class Stage(ServerProcess server, bool hasTerminal) : IAsyncDisposable
{
    // All ids that a command may show. Events remember those of what is gone.
    private static readonly string[] ListsWithIds = ["nodes", "services", "tasks?all=true", "deployments", "events?limit=500"];

    public static async Task<Stage> OpenAsync(LocalEngine engine, bool hasTerminal, CancellationToken ct)
    {
        var server = await ServerProcess.StartAsync(engine, ct);

        // The server is no use to anybody before its worker is; asking often what a person asks once costs nothing.
        await server.UntilAsync(
            async token => (await server.Api.NodesAsync(token)).Items is [{ State: Model.Nodes.NodeState.Ready }], Eventually.Patience, "the node is ready", ct);
        return new Stage(server, hasTerminal);
    }

    /// <summary>Afterwards the server has no stack, as before.</summary>
    public async Task<IReadOnlyList<Said>> PlayAsync(Story story, CancellationToken ct)
    {
        var home = Directory.CreateDirectory(Path.Combine(server.Folder, RandomStack.Named("home")));
        CopySamples(home.FullName);
        var client = new Client(server, home.FullName);
        var steady = new SteadyText();
        await NameWhatVariesAsync(steady, client, ct);
        var stacks = story.Stacks.ToDictionary(s => s, RandomStack.Named);
        foreach (var (name, real) in stacks)
            steady.Rename(real, name);

        var answers = new List<Said>();
        try
        {
            foreach (var step in story.Steps)
            {
                if (step.Kind == StoryStepKind.Write)
                    await WriteAsync(Path.Combine(home.FullName, step.Text), step.Body, ct);
                else if (step.Kind == StoryStepKind.Command)
                    answers.Add(await AnswerAsync(client, steady, WithNames(step.Text, stacks), ct));
            }
        }
        finally
        {
            foreach (var left in (await server.Api.StacksAsync(ct)).Items)
                await server.Api.TryRemoveAsync(left.Name, ct);
            await server.UntilAsync(async token => (await server.Api.StacksAsync(token)).Items.Count == 0, Eventually.Patience, "all stacks are gone", ct);
        }

        return answers;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task<Said> AnswerAsync(Client client, SteadyText steady, string line, CancellationToken ct)
    {
        var said = hasTerminal ? await client.OnTerminalAsync(line, ct) : await client.OnPipesAsync(line, ct);
        foreach (var list in ListsWithIds)
            steady.KnowIds(QuotedId().Matches(await server.Api.TextAsync($"/v1/{list}", ct)).Select(m => m.Groups[1].Value));
        return said with { Out = steady.Of(said.Out), Error = steady.Of(said.Error) };
    }

    private async Task NameWhatVariesAsync(SteadyText steady, Client client, CancellationToken ct)
    {
        var port = Ports.Free().ToString(CultureInfo.InvariantCulture);
        client.Variables["HELLO_PORT"] = port;
        steady.Rename($":{port}", ":8080");
        steady.Rename($"{port}->", "8080->");
        steady.Rename($":{server.Https.Port}", ":4000");
        steady.Rename(server.SocketPath, "/run/gantry/gantry.sock");
        steady.Rename(server.ConfigPath, "~/.config/gantry/config.yaml");
        steady.Rename(client.Home, "~");
        var system = await server.Api.SystemAsync(ct);
        steady.Rename(system.EngineVersion, "28.0.1");
    }

    // A copy: stories may edit them.
    private static void CopySamples(string home)
    {
        var samples = Path.Combine(RepositoryRoot(), "samples");
        foreach (var file in Directory.EnumerateFiles(samples, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(home, "samples", Path.GetRelativePath(samples, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static string RepositoryRoot([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..");

    private static string WithNames(string line, Dictionary<string, string> stacks) => stacks.Aggregate(
        line, (text, stack) => Regex.Replace(text, $@"(?<![\w-]){Regex.Escape(stack.Key)}(?![a-z0-9/-])", stack.Value));

    private static async Task WriteAsync(string path, string text, CancellationToken ct)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text, ct);
    }

    [GeneratedRegex(@"""([a-z2-7]{16})""")]
    private static partial Regex QuotedId();
}
