using System.Net;
using Gantry.Model.Api;

namespace Gantry.Tests.Manager.Api;

/// <summary>One thing by its name, and what its ETag guards it against.</summary>
public sealed class SingleItemTests
{
    private const string Login = """{"username":"ann","password":"secret-1"}""";

    [Fact]
    public async Task Volumes_networks_and_registries_are_found_by_name()
    {
        await using var rig = await ApiRig.StartAsync();
        rig.Worker = _ => new MemoryStream();
        (await rig.DeployAsync("shop", "services: {web: {image: web:1, volumes: [data:/data]}}\nvolumes: {data: {}}")).Dispose();
        (await rig.SendAsync(HttpMethod.Put, "/v1/registries/localhost:5000", Login)).Dispose();
        await rig.WhenInServiceAsync("shop", 1);

        Assert.Equal("shop", (await rig.GetAsync("/v1/volumes/shop_data", ApiJson.Default.VolumeItem)).Stack);
        Assert.Equal("shop", (await rig.GetAsync("/v1/networks/shop_default", ApiJson.Default.NetworkItem)).Stack);
        Assert.Equal("ann", (await rig.GetAsync("/v1/registries/localhost:5000", ApiJson.Default.RegistryItem)).Username);
    }

    [Theory]
    [InlineData("/v1/volumes/nosuch", "There is no volume 'nosuch'.")]
    [InlineData("/v1/networks/nosuch", "There is no network 'nosuch'.")]
    [InlineData("/v1/registries/nosuch", "There is no login for registry 'nosuch'.")]
    public async Task What_is_not_there_is_not_found(string path, string sentence)
    {
        await using var rig = await ApiRig.StartAsync();

        using var answer = await rig.SendAsync(HttpMethod.Get, path);

        var problem = await ApiRig.ReadAsync(answer, ApiJson.Default.ApiProblem);
        Assert.Equal((404, "not_found"), (problem.Status, problem.Code));
        Assert.StartsWith(sentence, problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_nodes_etag_guards_it_against_what_somebody_else_decided()
    {
        await using var rig = await ApiRig.StartAsync();
        var etag = await rig.ETagAsync("/v1/nodes/n1");

        using var first = await rig.SendAsync(HttpMethod.Post, "/v1/nodes/n1/update", """{"availability":"drain"}""", ("If-Match", etag));
        using var second = await rig.SendAsync(HttpMethod.Post, "/v1/nodes/n1/update", """{"availability":"active"}""", ("If-Match", etag));
        using var asDryRun = await rig.SendAsync(HttpMethod.Post, "/v1/nodes/n1/update?dryRun=true", """{"availability":"active"}""", ("If-Match", etag));

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal((412, "precondition_failed"), await ProblemAsync(second));
        Assert.Equal(HttpStatusCode.PreconditionFailed, asDryRun.StatusCode);
        Assert.Equal(Model.Nodes.NodeAvailability.Drain, rig.Store.Current.FindNode("n1")!.Availability);
    }

    [Fact]
    public async Task A_nodes_etag_stays_while_only_its_usage_moves()
    {
        await using var rig = await ApiRig.StartAsync();
        var etag = await rig.ETagAsync("/v1/nodes/n1");
        await rig.Store.UpdateAsync(
            tx =>
            {
                var node = tx.State.FindNode("n1")!;
                tx.Put(node with { Usage = node.Usage with { CpuShare = 0.5 }, Problem = "The engine is slow." });
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(etag, await rig.ETagAsync("/v1/nodes/n1"));
    }

    [Theory]
    [InlineData("POST", "/v1/services/web/update", """{"image":"web:2"}""")]
    [InlineData("POST", "/v1/services/web/restart", null)]
    [InlineData("DELETE", "/v1/services/web", null)]
    public async Task A_services_etag_guards_every_change_of_it(string method, string path, string? body)
    {
        await using var rig = await ApiRig.StartAsync();
        (await rig.DeployAsync("shop", "services: {web: {image: web:1, deploy: {replicas: 2}}}")).Dispose();
        await rig.WhenInServiceAsync("shop", 2);
        await rig.WhenThroughAsync();
        var seen = await rig.ETagAsync("/v1/services/shop_web");
        (await rig.SendAsync(HttpMethod.Post, "/v1/services/web/scale", """{"replicas":3}""")).Dispose();
        await rig.WhenInServiceAsync("shop", 3);
        await rig.WhenThroughAsync();
        var tasks = rig.Store.Current.Tasks.Select(t => t.Id).ToList();
        var deployments = rig.Store.Current.Deployments.Count();

        using var stale = await rig.SendAsync(new HttpMethod(method), path, body, ("If-Match", seen));

        var problem = await ApiRig.ReadAsync(stale, ApiJson.Default.ApiProblem);
        Assert.Equal((412, "precondition_failed"), (problem.Status, problem.Code));
        Assert.Contains("shop_web", problem.Detail, StringComparison.Ordinal);
        Assert.Equal(deployments, rig.Store.Current.Deployments.Count());
        Assert.Equal(tasks, rig.Store.Current.Tasks.Select(t => t.Id));

        using var fresh = await rig.SendAsync(new HttpMethod(method), path, body, ("If-Match", await rig.ETagAsync("/v1/services/shop_web")));

        Assert.Equal(HttpStatusCode.Accepted, fresh.StatusCode);
    }

    [Fact]
    public async Task A_stopped_stack_starts_with_the_etag_that_it_has_since()
    {
        await using var rig = await ApiRig.StartAsync();
        (await rig.DeployAsync("shop", "services: {web: {image: web:1, deploy: {replicas: 2}}}")).Dispose();
        await rig.WhenInServiceAsync("shop", 2);
        await rig.WhenThroughAsync();
        (await rig.SendAsync(HttpMethod.Post, "/v1/stacks/shop/stop")).Dispose();
        await rig.WhenInServiceAsync("shop", 0);
        await rig.WhenThroughAsync();

        using var answer = await rig.SendAsync(HttpMethod.Post, "/v1/stacks/shop/start", null, ("If-Match", await rig.ETagAsync("/v1/stacks/shop")));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await rig.WhenInServiceAsync("shop", 2);
    }

    [Fact]
    public async Task A_registrys_etag_guards_its_login()
    {
        await using var rig = await ApiRig.StartAsync();
        rig.Worker = _ => new MemoryStream();
        (await rig.SendAsync(HttpMethod.Put, "/v1/registries/r.example", Login)).Dispose();
        var etag = await rig.ETagAsync("/v1/registries/r.example");

        using var first = await rig.SendAsync(HttpMethod.Put, "/v1/registries/r.example", Login, ("If-Match", etag));
        using var second = await rig.SendAsync(HttpMethod.Put, "/v1/registries/r.example", Login, ("If-Match", etag));
        using var fresh = await rig.SendAsync(HttpMethod.Put, "/v1/registries/r.example", Login, ("If-None-Match", "*"));
        using var removal = await rig.SendAsync(HttpMethod.Delete, "/v1/registries/r.example", null, ("If-Match", etag));

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal((412, "precondition_failed"), await ProblemAsync(second));
        Assert.Equal((412, "precondition_failed"), await ProblemAsync(fresh));
        Assert.Equal((412, "precondition_failed"), await ProblemAsync(removal));
        Assert.NotNull(rig.Store.Current.FindRegistry("r.example"));
    }

    [Theory]
    [InlineData("POST", "/v1/nodes/n1/update", """{"availability":"drain"}""")]
    [InlineData("POST", "/v1/services/shop_web/restart", "{}")]
    [InlineData("DELETE", "/v1/services/shop_web", null)]
    [InlineData("POST", "/v1/services/shop_web/scale", """{"replicas":2}""")]
    public async Task A_condition_that_is_not_read_stops_the_change(string method, string path, string? body)
    {
        await using var rig = await ApiRig.StartAsync();
        (await rig.DeployAsync("shop", "services: {web: {image: web:1}}")).Dispose();

        using var answer = await rig.SendAsync(new HttpMethod(method), path, body, ("If-None-Match", "*"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("If-None-Match", (await ApiRig.ReadAsync(answer, ApiJson.Default.ApiProblem)).Detail);
    }

    [Fact]
    public async Task A_login_that_was_forgotten_is_answered_without_its_password()
    {
        await using var rig = await ApiRig.StartAsync();
        rig.Worker = _ => new MemoryStream();
        (await rig.SendAsync(HttpMethod.Put, "/v1/registries/r.example", Login)).Dispose();

        using var answer = await rig.SendAsync(HttpMethod.Delete, "/v1/registries/r.example");

        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("\"username\":\"ann\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-1", text, StringComparison.Ordinal);
        Assert.Null(rig.Store.Current.FindRegistry("r.example"));
    }

    private static async Task<(int, string)> ProblemAsync(HttpResponseMessage answer)
    {
        var problem = await ApiRig.ReadAsync(answer, ApiJson.Default.ApiProblem);
        return (problem.Status, problem.Code);
    }
}
