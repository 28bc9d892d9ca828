using System.Net.Http.Json;
using Gantry.Model.Api;
using Gantry.Model.Nodes;

namespace Gantry.Benchmarks.Servers;

/// <summary>Many nodes of one server, with a folder for what they keep.</summary>
internal sealed class SimulatedWorkers : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gw-");
    private IReadOnlyList<SimulatedWorker> _workers = [];

    private SimulatedWorkers()
    {
    }

    public static async Task<SimulatedWorkers> JoinAsync(
        BenchServer server, int count, int atOnce, Action<int> assigned, TimeProvider time, CancellationToken ct)
    {
        var workers = new SimulatedWorkers();
        var token = await TokenAsync(server, count, ct);
        using var turns = new SemaphoreSlim(atOnce);
        workers._workers = await Task.WhenAll(Enumerable.Range(1, count).Select(JoinAsync));
        return workers;

        async Task<SimulatedWorker> JoinAsync(int number)
        {
            await turns.WaitAsync(ct);
            try
            {
                return await SimulatedWorker.JoinAsync(server.Https, token, $"node-{number}", workers._folder.FullName, assigned, time, ct);
            }
            finally
            {
                turns.Release();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_workers.Select(w => w.DisposeAsync().AsTask()));
        _folder.Delete(recursive: true);
    }

    private static async Task<JoinTokenText> TokenAsync(BenchServer server, int uses, CancellationToken ct)
    {
        using var answer = await server.Http.PostAsJsonAsync("/v1/join-tokens", new JoinTokenRequest(NodeRole.Worker, Uses: uses), ApiJson.Default.JoinTokenRequest, ct);
        answer.EnsureSuccessStatusCode();
        var made = await answer.Content.ReadFromJsonAsync(ApiJson.Default.NewJoinToken, ct) ?? throw new InvalidOperationException("No token came.");
        return JoinTokenText.TryParse(made.Text, out var token) ? token : throw new InvalidOperationException("The token cannot be read.");
    }
}
