using Gantry.Model.Api;
using Gantry.Model.Deployments;

namespace Gantry.ClusterTests.Testing;

/// <summary>What nearly every test does with a server: deploy and wait, with the whole story when it goes wrong.</summary>
internal static class ClusterCalls
{
    extension(ServerProcess server)
    {
        /// <returns>The deployment, which succeeded.</returns>
        public async Task<Deployment> DeployAndWaitAsync(string stack, string compose, CancellationToken ct)
        {
            var ended = await server.DeployAndSeeAsync(stack, compose, ct);
            Assert.True(ended.State == DeploymentState.Succeeded, await server.StoryAsync($"deployment of {stack}: {ended.State} {ended.Reason}"));
            return ended;
        }

        /// <returns>The deployment, however it ended.</returns>
        public async Task<Deployment> DeployAndSeeAsync(string stack, string compose, CancellationToken ct)
        {
            var answer = await server.Api.DeployAsync(stack, compose, ct);
            Assert.NotNull(answer.DeploymentId);
            return await server.EndOfAsync(answer.DeploymentId.Value, Eventually.Patience, ct);
        }

        public async Task<Deployment> EndOfAsync(DeploymentId id, TimeSpan within, CancellationToken ct)
        {
            var (ended, _) = await Eventually.FindAsync(
                async token => await server.Api.DeploymentAsync(id, token) is { State: not DeploymentState.Running } deployment ? deployment : null,
                within,
                () => server.StoryAsync($"deployment {id} ends"),
                ct);
            return ended;
        }

        public Task<TimeSpan> UntilAsync(Func<CancellationToken, Task<bool>> condition, TimeSpan within, string claim, CancellationToken ct) =>
            Eventually.HoldsAsync(
                async token =>
                {
                    try
                    {
                        return await condition(token);
                    }
                    catch (HttpRequestException unreachable)
                    {
                        Assert.Fail(await server.StoryAsync($"{claim}: {unreachable.Message}; {(server.HasExited ? "the server is gone" : "the server runs")}"));
                        throw;
                    }
                },
                within, () => server.StoryAsync(claim), ct);

        public async Task<bool> IsInServiceAsync(string stack, CancellationToken ct) =>
            (await server.Api.ServicesAsync(stack, ct)) is { Count: > 0 } services && services.All(s => s.InService >= s.Wanted && s.Running == s.Wanted);

        public async Task<TaskItem> TaskAsync(string stack, Func<TaskItem, bool> which, CancellationToken ct) =>
            (await Eventually.FindAsync(
                async token => (await server.Api.TasksAsync(stack, all: true, token)).FirstOrDefault(which),
                Eventually.Patience,
                () => server.StoryAsync($"stack {stack} has such a task"),
                ct)).Found;

        /// <summary>For failure messages: what server and engine say, and the log.</summary>
        public async Task<string> StoryAsync(string claim)
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            var ct = deadline.Token;
            var story = new List<string> { claim };
            try
            {
                story.Add("--- containers");
                story.AddRange((await server.Cluster.ContainersAsync(ct)).Select(c => $"{c}"));
                story.Add("--- tasks");
                story.AddRange((await server.Api.TasksAsync(null, all: true, ct))
                    .Select(t => $"{t.Name} {t.Id} r{t.Revision} desired {t.Desired} {t.State} {t.Observed.Message} restarts {t.RestartCount}"));
            }
            catch (Exception unreachable) when (unreachable is HttpRequestException or OperationCanceledException)
            {
                story.Add($"(no answer: {unreachable.Message})");
            }

            return string.Join('\n', [.. story, "--- log", server.Log]);
        }
    }
}
