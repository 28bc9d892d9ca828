using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Gantry.Model.Api;
using Gantry.Model.Deployments;
using Gantry.Model.Json;
using Gantry.Model.Stacks;
using Gantry.Model.Wire;

namespace Gantry.Tests.Manager.Api;

/// <summary>Deploys that ask registries, through a worker, what their images' tags mean.</summary>
public sealed class ResolveImageTests
{
    private const string Compose = "services: {web: {image: 'r.example/web:1'}, job: {image: 'web:1'}}";
    private const string One = "sha256:1111111111111111111111";

    private readonly ConcurrentBag<StreamRequest> _asked = [];

    [Fact]
    public async Task Each_tag_is_asked_for_once_with_the_requests_login_for_its_host_or_else_the_clusters()
    {
        await using var rig = await StartAsync(new ResolvedImage(One));
        foreach (var host in (string[])["docker.io", "r.example"])
            (await rig.SendAsync(HttpMethod.Put, $"/v1/registries/{host}", """{"username":"stored","password":"p"}""")).EnsureSuccessStatusCode().Dispose();
        _asked.Clear();
        var twice = Compose.Replace("}}", "}, again: {image: 'web:1'}, fixed: {image: 'web@sha256:77'}}", StringComparison.Ordinal);
        var request = ApiRig.Compose(twice) with { ResolveImage = ImageResolution.Always };

        using var answer = await PutAsync(rig, request with { Bundle = request.Bundle with { RegistryLogins = [new RegistryLogin("r.example", "sent", "p")] } });

        await ApiRig.ReadAsync(answer, ApiJson.Default.ChangeAnswer);
        Assert.Equal(
            [(StreamKind.ResolveImage, "r.example/web:1", "sent"), (StreamKind.ResolveImage, "web:1", "stored")],
            _asked.Select(r => (r.Kind, r.Image, r.Login?.Username)).OrderBy(r => r.Image));
    }

    [Fact]
    public async Task The_plan_says_what_the_deploy_then_does()
    {
        await using var rig = await StartAsync(new ResolvedImage(One));
        (await PutAsync(rig, ApiRig.Compose(Compose))).Dispose();
        await WhenDoneAsync(rig);

        using var dry = await PutAsync(rig, Always, "?dryRun=true");
        var planned = await ApiRig.ReadAsync(dry, ApiJson.Default.ChangeAnswer);
        using var real = await PutAsync(rig, Always);
        var done = await ApiRig.ReadAsync(real, ApiJson.Default.ChangeAnswer);
        await WhenDoneAsync(rig);
        using var again = await PutAsync(rig, Always);

        Assert.Equal(TextOf(planned.Plan), TextOf(done.Plan));
        Assert.Equal(
            [(ChangeKind.Replace, "image web:1 now means sha256:111111111111… in its registry"), (ChangeKind.Replace, "image r.example/web:1 now means sha256:111111111111… in its registry")],
            done.Plan.Services.Select(s => (s.Kind, Assert.Single(s.Reasons))));
        Assert.True((await ApiRig.ReadAsync(again, ApiJson.Default.ChangeAnswer)).Plan.IsEmpty);
        Assert.Equal([$"r.example/web@{One}", $"web@{One}"], await IdentitiesAsync(rig));
    }

    [Fact]
    public async Task What_cannot_be_found_out_is_a_warning_with_image_and_reason_and_the_deploy_goes_on()
    {
        await using var rig = await StartAsync(new ResolvedImage(null, "Connection refused."));

        using var answer = await PutAsync(rig, Always);

        var change = await ApiRig.ReadAsync(answer, ApiJson.Default.ChangeAnswer);
        Assert.NotNull(change.DeploymentId);
        Assert.Equal(2, change.Warnings.Count);
        Assert.StartsWith("Image r.example/web:1 could not be looked up in its registry", change.Warnings[0], StringComparison.Ordinal);
        Assert.EndsWith("Connection refused.", change.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_strict_it_refuses_the_deploy()
    {
        await using var rig = await StartAsync(new ResolvedImage(null, "Connection refused."));

        using var answer = await PutAsync(rig, Always with { Strict = true });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("Connection refused.", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Null(rig.Store.Current.FindStack("shop"));
    }

    [Theory]
    [InlineData("", "Node n1 did not answer: if its release is older than this server's, install the same.")]
    [InlineData("{\"dig", "Node n1 could not be asked: ")]
    [InlineData(null, "Node n1 could not be asked: No worker for ResolveImage.")]
    public async Task A_worker_that_cannot_say_it_is_a_warning(string? said, string reason)
    {
        await using var rig = await ApiRig.StartAsync();
        if (said is not null)
            rig.Worker = _ => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(said));

        using var answer = await PutAsync(rig, Always);

        Assert.Contains(reason, (await ApiRig.ReadAsync(answer, ApiJson.Default.ChangeAnswer)).Warnings[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ImageResolution.Changed)]
    [InlineData(ImageResolution.Never)]
    public async Task Otherwise_nobody_is_asked(ImageResolution resolve)
    {
        await using var rig = await StartAsync(new ResolvedImage(One));

        using var answer = await PutAsync(rig, Always with { ResolveImage = resolve });

        Assert.Empty((await ApiRig.ReadAsync(answer, ApiJson.Default.ChangeAnswer)).Warnings);
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task What_is_always_pulled_is_asked_for_at_each_deploy_as_compose_up_does_and_the_rest_is_left_alone()
    {
        await using var rig = await StartAsync(new ResolvedImage(One));
        var request = ApiRig.Compose("services: {web: {image: 'web:1', pull_policy: always}, job: {image: 'web:1'}}");
        (await PutAsync(rig, request)).Dispose();
        await WhenDoneAsync(rig);
        using var again = await PutAsync(rig, request);
        Assert.True((await ApiRig.ReadAsync(again, ApiJson.Default.ChangeAnswer)).Plan.IsEmpty);

        rig.Worker = _ => new MemoryStream(CompactJson.WriteBytes(new ResolvedImage("sha256:2222222222222222222222")));
        using var never = await PutAsync(rig, request with { ResolveImage = ImageResolution.Never }, "?dryRun=true");
        using var moved = await PutAsync(rig, request);

        Assert.DoesNotContain("sha256:2222", await never.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var changed = Assert.Single((await ApiRig.ReadAsync(moved, ApiJson.Default.ChangeAnswer)).Plan.Services, s => s.Kind != ChangeKind.None);
        Assert.Equal(("web", "image web:1 now means sha256:222222222222… in its registry"), (changed.Service, Assert.Single(changed.Reasons)));
    }

    [Fact]
    public async Task By_name_is_shown_with_the_service_and_told_in_the_plan()
    {
        await using var rig = await StartAsync(new ResolvedImage(One));
        await rig.DeployedAsync();
        await rig.Store.UpdateAsync(
            tx => tx.Put(tx.State.FindRevision(tx.State.FindService("shop", "web")!.Id, 1)! with { PinnedImage = $"web@{One}" }),
            TestContext.Current.CancellationToken);
        Assert.Equal([$"web@{One}"], await IdentitiesAsync(rig));

        using var answer = await PutAsync(rig, ApiRig.Compose("services: {web: {image: web:1}}") with { ResolveImage = ImageResolution.Never });
        var change = Assert.Single((await ApiRig.ReadAsync(answer, ApiJson.Default.ChangeAnswer)).Plan.Services);
        await WhenDoneAsync(rig);

        Assert.Equal((ChangeKind.Update, "image web:1: each node runs what it has under that name"), (change.Kind, Assert.Single(change.Reasons)));
        Assert.Empty(change.Tasks);
        Assert.True((await rig.GetAsync("/v1/services/web", ApiJson.Default.ServiceItem)).Spec.ImageByName);
        Assert.Equal([null], await IdentitiesAsync(rig));
    }

    [Fact]
    public async Task Another_time_to_ask_is_refused_by_name()
    {
        await using var rig = await ApiRig.StartAsync();
        var body = JsonSerializer.Serialize(Always, ApiJson.Default.DeployRequest).Replace("\"always\"", "\"sometimes\"", StringComparison.Ordinal);

        using var answer = await rig.SendAsync(HttpMethod.Put, "/v1/stacks/shop", body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal("The resolveImage of a deploy is changed, always or never.", (await ApiRig.ReadAsync(answer, ApiJson.Default.ApiProblem)).Detail);
    }

    private static DeployRequest Always => ApiRig.Compose(Compose) with { ResolveImage = ImageResolution.Always };

    private async Task<ApiRig> StartAsync(ResolvedImage answer)
    {
        var rig = await ApiRig.StartAsync();
        rig.Worker = request =>
        {
            _asked.Add(request);
            return new MemoryStream(request.Kind == StreamKind.ResolveImage ? CompactJson.WriteBytes(answer) : []);
        };
        return rig;
    }

    private static Task<HttpResponseMessage> PutAsync(ApiRig rig, DeployRequest request, string query = "") =>
        rig.SendAsync(HttpMethod.Put, $"/v1/stacks/shop{query}", JsonSerializer.Serialize(request, ApiJson.Default.DeployRequest));

    private static async Task<IEnumerable<string?>> IdentitiesAsync(ApiRig rig) =>
        (await rig.GetAsync("/v1/images", ApiJson.Default.ListedImageItem)).Items.Select(i => i.Identity);

    private static string TextOf(ChangePlan plan) => JsonSerializer.Serialize(plan, ApiJson.Default.ChangePlan);

    private static Task WhenDoneAsync(ApiRig rig) => rig.WhenAsync(state => state.Deployments.All(d => d.State == DeploymentState.Succeeded));
}
