using System.Text.Json;
using Gantry.Manager.Api.OpenApi;
using Gantry.Model.Api;

namespace Gantry.Tests.Manager.Api;

/// <summary>What the OpenAPI document says of each route is what the route does.</summary>
public sealed class OpenApiDocumentTests
{
    private static readonly string[] Conditions = ["Idempotency-Key", "If-Match", "If-None-Match", "Last-Event-ID"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_header_stands_with_a_route_where_it_is_read_and_nowhere_else()
    {
        await using var rig = await DryRunTests.PreparedAsync();
        var operations = await OperationsAsync(rig);

        foreach (var operation in operations)
        {
            List<string> read = [];
            foreach (var header in Conditions)
            {
                if (await ReadsAsync(rig, operation, header))
                    read.Add(header);
            }

            Assert.True(operation.Headers.SequenceEqual(read), $"{operation} reads [{string.Join(", ", read)}] and says [{string.Join(", ", operation.Headers)}]");
        }

        Assert.Equal(Conditions, operations.SelectMany(o => o.Headers).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_can_be_watched_says_that_it_answers_with_events()
    {
        await using var rig = await DryRunTests.PreparedAsync();

        foreach (var operation in (await OperationsAsync(rig)).Where(o => o.Method == "GET"))
        {
            using var answer = await rig.SendAsync(HttpMethod.Get, await PathAsync(rig, operation), body: null, ("Accept", "text/event-stream"));

            var isWatched = answer.Content.Headers.ContentType?.MediaType == "text/event-stream";
            Assert.True(isWatched == operation.Types.Contains("text/event-stream"), $"{operation} answers with events: {isWatched}, and says [{string.Join(", ", operation.Types)}]");
            Assert.Equal(isWatched, operation.Query.Contains("watch"));
        }
    }

    [Fact]
    public async Task Every_status_that_a_problem_has_stands_where_it_can_occur()
    {
        await using var rig = await DryRunTests.PreparedAsync();
        var operations = await OperationsAsync(rig);
        int[] ofAnyRoute = [400, 401, 403, 500];
        int[] ofChanges = [404, 409, 412, 413, 422, 503, 507];

        Assert.All(operations, o => Assert.Empty(ofAnyRoute.Except(o.Statuses)));
        Assert.All(operations.Where(o => o.Method != "GET"), o => Assert.Empty(ofChanges.Except(o.Statuses)));
        Assert.All(operations.Where(o => o.Headers.Contains("Last-Event-ID")), o => Assert.Contains(410, o.Statuses));

        // What no route answers with is what comes before any of them, the method and the type of the body, and the worker link's.
        var documented = operations.SelectMany(o => o.Statuses).ToHashSet();
        Assert.Equal([405, 415, 429], ProblemCodeTableTests.Known().Select(p => p.Status).Distinct().Where(s => !documented.Contains(s)).Order());
    }

    [Theory]
    [InlineData("GET", "/v1/stacks/{name}", "/v1/stacks/nosuch", 404)]
    [InlineData("GET", "/v1/stacks/{name}/services", "/v1/stacks/nosuch/services", 404)]
    [InlineData("GET", "/v1/services", "/v1/services?stack=nosuch", 404)]
    [InlineData("GET", "/v1/services/{service}", "/v1/services/twice", 409)]
    [InlineData("GET", "/v1/services/{service}/explanation", "/v1/services/twice/explanation", 409)]
    [InlineData("GET", "/v1/services/{service}/logs", "/v1/services/twice/logs", 409)]
    [InlineData("GET", "/v1/tasks", "/v1/tasks?service=twice", 409)]
    [InlineData("GET", "/v1/tasks/{task}", "/v1/tasks/nosuch", 404)]
    [InlineData("GET", "/v1/usage", "/v1/usage?service=twice", 409)]
    [InlineData("GET", "/v1/nodes/{node}", "/v1/nodes/nosuch", 404)]
    [InlineData("GET", "/v1/nodes/{node}/leaving", "/v1/nodes/nosuch/leaving", 404)]
    [InlineData("GET", "/v1/deployments/{deployment}", "/v1/deployments/nosuch", 404)]
    [InlineData("GET", "/v1/networks/{network}", "/v1/networks/nosuch", 404)]
    [InlineData("GET", "/v1/registries/{host}", "/v1/registries/nosuch", 404)]
    [InlineData("POST", "/v1/services/{service}/restart", "/v1/services/twice/restart", 409)]
    public async Task A_name_that_means_nothing_or_too_much_is_answered_as_the_document_says(string method, string pattern, string path, int status)
    {
        await using var rig = await ApiRig.StartAsync();
        (await rig.DeployAsync("one", "services: {twice: {image: web:1}}")).Dispose();
        (await rig.DeployAsync("two", "services: {twice: {image: web:1}}")).Dispose();
        await rig.WhenAsync(state => state.Services.Count() == 2);

        using var answer = await rig.SendAsync(new HttpMethod(method), path);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(status, (await OperationsAsync(rig)).Single(o => (o.Method, o.Pattern) == (method, pattern)).Statuses);
    }

    /// <summary>Whether a value that no route can do what it says with is answered with the problem that it makes.</summary>
    private static async Task<bool> ReadsAsync(ApiRig rig, Operation operation, string header)
    {
        var (value, status) = header switch
        {
            "Idempotency-Key" => (new string('k', 256), 400),
            "If-Match" => ("\"1.999999\"", 412),
            "If-None-Match" => ("*", 412),
            "Last-Event-ID" => ("99.1", 410),
            _ => throw new ArgumentOutOfRangeException(nameof(header), header, "No such probe."),
        };
        var flag = operation.Query.FirstOrDefault(q => q is "dryRun" or "watch");
        var path = await PathAsync(rig, operation) + (flag is null ? "" : $"?{flag}=true");
        var body = DryRunTests.Bodies.GetValueOrDefault($"{operation.Method} {operation.Pattern}");
        using var answer = await rig.SendAsync(new HttpMethod(operation.Method), path, body is { Length: > 0 } ? body : null, (header, value));
        if ((int)answer.StatusCode != status)
            return false;
        var problem = await ApiRig.ReadAsync(answer, ApiJson.Default.ApiProblem);
        return status != 400 || problem.Detail.Contains(header, StringComparison.Ordinal);
    }

    private static async Task<string> PathAsync(ApiRig rig, Operation operation)
    {
        var deployment = (await rig.GetAsync("/v1/deployments", ApiJson.Default.ListedDeployment)).Items[0].Id.ToString();
        return DryRunTests.Filled(operation.Pattern)
            .Replace("{task}", "shop_web.1", StringComparison.Ordinal)
            .Replace("{deployment}", deployment, StringComparison.Ordinal)
            .Replace("{volume}", "shop_data", StringComparison.Ordinal)
            .Replace("{network}", "shop_default", StringComparison.Ordinal);
    }

    private static async Task<List<Operation>> OperationsAsync(ApiRig rig)
    {
        using var document = JsonDocument.Parse(await ApiDocument.WriteAsync(rig.App.Services, Ct));
        return
        [
            .. from path in document.RootElement.GetProperty("paths").EnumerateObject()
               from method in path.Value.EnumerateObject()
               let responses = method.Value.GetProperty("responses").EnumerateObject().ToList()
               select new Operation(
                   method.Name.ToUpperInvariant(),
                   path.Name,
                   ParametersOf(method.Value, "header"),
                   ParametersOf(method.Value, "query"),
                   [.. responses.Select(r => int.Parse(r.Name))],
                   [.. responses.Where(r => r.Name == "200").SelectMany(r => ContentOf(r.Value))]),
        ];
    }

    private static IReadOnlyList<string> ParametersOf(JsonElement operation, string place) => operation.TryGetProperty("parameters", out var parameters)
        ? [.. parameters.EnumerateArray().Where(p => p.GetProperty("in").GetString() == place).Select(p => p.GetProperty("name").GetString()!).Order(StringComparer.Ordinal)]
        : [];

    private static IEnumerable<string> ContentOf(JsonElement response) =>
        response.TryGetProperty("content", out var content) ? content.EnumerateObject().Select(c => c.Name) : [];

    private sealed record Operation(
        string Method, string Pattern, IReadOnlyList<string> Headers, IReadOnlyList<string> Query, IReadOnlyList<int> Statuses, IReadOnlyList<string> Types)
    {
        public override string ToString() => $"{Method} {Pattern}";
    }
}
