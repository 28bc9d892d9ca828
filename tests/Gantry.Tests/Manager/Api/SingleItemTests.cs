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
