using System.Net;
using System.Text.Json;
using Gantry.Manager.Api;
using Gantry.Model.Api;
using Gantry.Model.Deployments;
using Gantry.Model.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Gantry.Tests.Manager.Api;

/// <summary>Every route that changes something, asked only to say what it would do.</summary>
public sealed class DryRunTests
{
    private const string Token = "aaaaaaaaaaaaaaaa";

    /// <summary>What each is asked. A new route stands here too, or the test says that it is missing.</summary>
    internal static readonly IReadOnlyDictionary<string, string> Bodies = new Dictionary<string, string>
    {
        ["PUT /v1/stacks/{name}"] = JsonSerializer.Serialize(ApiRig.Compose("services: {web: {image: web:2}}"), ApiJson.Default.DeployRequest),
        ["DELETE /v1/stacks/{name}"] = "",
        ["POST /v1/stacks/{name}/stop"] = "",
        ["POST /v1/stacks/{name}/start"] = "",
        ["POST /v1/services/{service}/scale"] = """{"replicas":3}""",
        ["POST /v1/services/{service}/update"] = """{"image":"web:2"}""",
        ["POST /v1/services/{service}/restart"] = "",
        ["DELETE /v1/services/{service}"] = "",
        ["POST /v1/nodes/{node}/update"] = """{"availability":"drain","labelAdd":{"zone":"eu"}}""",
        ["POST /v1/nodes/{node}/declare-lost"] = "",
        ["DELETE /v1/nodes/{node}"] = "",
        ["POST /v1/cluster/update"] = """{"strategy":"epvm"}""",
        ["POST /v1/ca/rotate"] = "{}",
        ["POST /v1/rebalance"] = """{"moves":3}""",
        ["PUT /v1/registries/{host}"] = """{"username":"ann","password":"new"}""",
        ["DELETE /v1/registries/{host}"] = "",
        ["POST /v1/join-tokens"] = """{"role":"worker","lifeSeconds":600,"uses":2}""",
        ["DELETE /v1/join-tokens/{joinToken}"] = "",
    };

    [Fact]
    public async Task No_change_that_is_only_asked_for_as_a_dry_run_moves_the_store()
    {
        await using var rig = await PreparedAsync();

        foreach (var (method, pattern) in Changes(rig))
        {
            Assert.True(Bodies.TryGetValue($"{method} {pattern}", out var body), $"{method} {pattern} has no body here");
            if (pattern.EndsWith("/start", StringComparison.Ordinal))
                await StopAsync(rig);
            var revision = rig.Store.Current.Revision;

            using var answer = await rig.SendAsync(method, $"{Filled(pattern)}?dryRun=true", body.Length > 0 ? body : null);

            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{method} {pattern} answered {(int)answer.StatusCode}: {text}");
            Assert.True(revision == rig.Store.Current.Revision, $"{method} {pattern} moved the store from {revision} to {rig.Store.Current.Revision}");
            if (text.Contains("\"plan\"", StringComparison.Ordinal))
                Assert.False(JsonSerializer.Deserialize(text, ApiJson.Default.ChangeAnswer)!.Plan.IsEmpty, $"{method} {pattern} says that nothing would change");
        }
    }

    [Fact]
    public async Task Every_route_that_changes_something_says_that_it_takes_a_dry_run()
    {
        await using var rig = await ApiRig.StartAsync();

        Assert.Equal(Bodies.Keys.Order(StringComparer.Ordinal), Changes(rig).Select(c => $"{c.Method} {c.Pattern}").Order(StringComparer.Ordinal));
        Assert.All(
            Endpoints(rig).Where(e => e.Methods.Any(IsChange)),
            e => Assert.Contains("dryRun", e.Rule.Query.Select(q => q.Name)));
    }

    [Fact]
    public async Task A_dry_run_of_a_nodes_update_shows_the_node_as_it_would_be()
    {
        await using var rig = await ApiRig.StartAsync();

        using var answer = await rig.SendAsync(HttpMethod.Post, "/v1/nodes/n1/update?dryRun=true", Bodies["POST /v1/nodes/{node}/update"]);

        var shown = await ApiRig.ReadAsync(answer, ApiJson.Default.NodeItem);
        Assert.Equal((NodeAvailability.Drain, "eu"), (shown.Availability, shown.Labels["zone"]));
        Assert.Equal(NodeAvailability.Active, rig.Store.Current.FindNode("n1")!.Availability);
    }

    [Fact]
    public async Task A_dry_run_of_a_login_is_not_tried()
    {
        await using var rig = await ApiRig.StartAsync();
        var tries = 0;
        rig.Worker = _ =>
        {
            tries++;
            return new MemoryStream();
        };

        using var answer = await rig.SendAsync(HttpMethod.Put, "/v1/registries/r.example?dryRun=true", """{"username":"ann","password":"new"}""");
        using var wrong = await rig.SendAsync(HttpMethod.Put, "/v1/registries/r$example?dryRun=true", """{"username":"ann","password":"new"}""");

        Assert.Equal("ann", (await ApiRig.ReadAsync(answer, ApiJson.Default.RegistryItem)).Username);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Equal(0, tries);
    }

    internal static async Task<ApiRig> PreparedAsync()
    {
        var rig = await ApiRig.StartAsync();
        rig.Worker = _ => new MemoryStream();
        await rig.DeployedAsync();
        (await rig.SendAsync(HttpMethod.Put, "/v1/registries/r.example", """{"username":"ann","password":"old"}""")).EnsureSuccessStatusCode().Dispose();
        await rig.Store.UpdateAsync(
            tx =>
            {
                var gone = tx.State.FindNode("n1")! with { Id = NodeId.Parse("bbbbbbbbbbbbbbbb"), Name = "n2", Index = 1, State = NodeState.Down, KeyHash = "ab" };
                tx.Put(gone);
            },
            TestContext.Current.CancellationToken);
        await rig.Store.UpdateAsync(
            tx => tx.Put(new JoinToken(JoinTokenId.Parse(Token), NodeRole.Worker, [], TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow(), 1, "ann")),
            TestContext.Current.CancellationToken);
        return rig;
    }

    private static async Task StopAsync(ApiRig rig)
    {
        (await rig.SendAsync(HttpMethod.Post, "/v1/stacks/shop/stop")).EnsureSuccessStatusCode().Dispose();
        await rig.WhenAsync(state => state.Deployments.All(d => d.State == DeploymentState.Succeeded) && state.Tasks.All(t => t.HasEnded));
    }

    private static IEnumerable<(HttpMethod Method, string Pattern)> Changes(ApiRig rig) =>
        from endpoint in Endpoints(rig)
        from method in endpoint.Methods.Where(IsChange)
        orderby endpoint.Pattern.EndsWith("/start", StringComparison.Ordinal), endpoint.Pattern, method
        select (new HttpMethod(method), endpoint.Pattern);

    // CONNECT is HTTP/2's way to begin exec's web socket: a stream, not a change of the store.
    private static bool IsChange(string method) => method != HttpMethods.Get && method != HttpMethods.Connect;

    private static IEnumerable<(string Pattern, IReadOnlyList<string> Methods, RouteRule Rule)> Endpoints(ApiRig rig) =>
        from endpoint in rig.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let rule = endpoint.Metadata.GetRequiredMetadata<RouteRule>()
        where !rule.IsLink
        select (endpoint.RoutePattern.RawText!, endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods, rule);

    internal static string Filled(string pattern) => pattern
        .Replace("{name}", "shop", StringComparison.Ordinal)
        .Replace("{service}", "web", StringComparison.Ordinal)
        .Replace("{joinToken}", Token, StringComparison.Ordinal)
        .Replace("{node}", "n2", StringComparison.Ordinal)
        .Replace("{host}", "r.example", StringComparison.Ordinal);
}
