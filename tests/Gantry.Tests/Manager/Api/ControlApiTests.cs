using System.Net;
using Gantry.Model.Api;
using Gantry.Model.Deployments;

namespace Gantry.Tests.Manager.Api;

public sealed class ControlApiTests
{
    private const string Web = """
        services:
          web:
            image: web:1
            deploy:
              replicas: 2
        """;

    [Fact]
    public async Task A_deploy_is_accepted_followed_and_listed()
    {
        await using var rig = await ApiRig.StartAsync();

        using var answer = await rig.DeployAsync("shop", Web);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var change = await ApiRig.ReadAsync(answer, ApiJson.Default.ChangeAnswer);
        await rig.WhenAsync(state => state.Find(change.DeploymentId!.Value)?.State == DeploymentState.Succeeded);

        var service = Assert.Single((await rig.GetAsync("/v1/services?stack=shop", ApiJson.Default.ListedServiceItem)).Items);
        Assert.Equal(("shop_web", "running", 2, 2), (service.FullName, service.State, service.Wanted, service.InService));
        Assert.Equal(["shop_web.1", "shop_web.2"], (await rig.GetAsync("/v1/tasks?service=web", ApiJson.Default.ListedTaskItem)).Items.Select(t => t.Name));
        Assert.Equal("running", (await rig.GetAsync("/v1/stacks/shop", ApiJson.Default.StackItem)).State);
        Assert.Equal(2, Assert.Single((await rig.GetAsync("/v1/nodes", ApiJson.Default.ListedNodeItem)).Items).Tasks);
        Assert.Equal(DeploymentState.Succeeded, (await rig.GetAsync($"/v1/deployments/{change.DeploymentId}", ApiJson.Default.Deployment)).State);
        Assert.Contains((await rig.GetAsync("/v1/events?stack=shop", ApiJson.Default.ListedEventItem)).Items, e => e.Event.Type == "stack.deployed");
        Assert.Equal("web:1", Assert.Single((await rig.GetAsync("/v1/images", ApiJson.Default.ListedImageItem)).Items).Reference);
    }

    [Fact]
    public async Task The_answer_to_a_deploy_tells_what_it_does()
    {
        await using var rig = await ApiRig.StartAsync();

        var change = await ApiRig.ReadAsync(await rig.DeployAsync("shop", Web), ApiJson.Default.ChangeAnswer);

        var service = Assert.Single(change.Plan.Services);
        Assert.Equal(("web", ChangeKind.Create), (service.Service, service.Kind));
        Assert.Equal(["n1", "n1"], service.Tasks.Select(t => t.Node));
    }

    [Fact]
    public async Task The_same_deploy_again_changes_nothing_and_says_so()
    {
        await using var rig = await ApiRig.StartAsync();
        (await rig.DeployAsync("shop", Web)).Dispose();
        await rig.WhenInServiceAsync("shop", 2);
        await rig.WhenThroughAsync();
        var tasks = rig.Store.Current.Tasks.Select(t => t.Id).ToList();

        using var answer = await rig.DeployAsync("shop", Web);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var change = await ApiRig.ReadAsync(answer, ApiJson.Default.ChangeAnswer);
        Assert.Null(change.DeploymentId);
        Assert.True(change.Plan.IsEmpty);
        Assert.Equal(tasks, rig.Store.Current.Tasks.Select(t => t.Id));
    }

    [Fact]
    public async Task The_same_services_in_another_order_change_nothing()
    {
        await using var rig = await ApiRig.StartAsync();
        (await rig.DeployAsync("shop", "services: {a: {image: 'a:1', networks: [x, y]}, b: {image: 'b:1'}}\nnetworks: {x: {}, y: {}}")).Dispose();
        await rig.WhenThroughAsync();

        using var answer = await rig.DeployAsync("shop", "services: {b: {image: 'b:1'}, a: {image: 'a:1', networks: [x, y]}}\nnetworks: {y: {}, x: {}}");

        Assert.Null((await ApiRig.ReadAsync(answer, ApiJson.Default.ChangeAnswer)).DeploymentId);
    }

    [Theory]
    [InlineData("PUT", "/v1/stacks/shop?dryRun=true", true)]
    [InlineData("DELETE", "/v1/stacks/shop?dryRun=true", false)]
    [InlineData("POST", "/v1/stacks/shop/stop?dryRun=true", false)]
    [InlineData("POST", "/v1/services/web/restart?dryRun=1", false)]
    [InlineData("DELETE", "/v1/services/web?dryRun=true", false)]
    public async Task A_dry_run_tells_what_would_change_and_changes_nothing(string method, string path, bool hasBody)
    {
        await using var rig = await ApiRig.StartAsync();
        await DeployedAsync(rig);
        var revision = rig.Store.Current.Revision;
        var body = hasBody ? System.Text.Json.JsonSerializer.Serialize(ApiRig.Compose(Web.Replace("web:1", "web:2", StringComparison.Ordinal)), ApiJson.Default.DeployRequest) : null;

        using var answer = await rig.SendAsync(new HttpMethod(method), path, body);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var change = await ApiRig.ReadAsync(answer, ApiJson.Default.ChangeAnswer);
        Assert.Null(change.DeploymentId);
        Assert.False(change.Plan.IsEmpty);
        Assert.Equal(revision, rig.Store.Current.Revision);
    }

    [Fact]
    public async Task A_stacks_etag_guards_it_against_what_somebody_else_did()
    {
        await using var rig = await ApiRig.StartAsync();
        await DeployedAsync(rig);
        var etag = await rig.ETagAsync("/v1/stacks/shop");
        var other = Web.Replace("web:1", "web:2", StringComparison.Ordinal);

        using var first = await rig.DeployAsync("shop", other, "", ("If-Match", etag));
        using var second = await rig.DeployAsync("shop", Web, "", ("If-Match", etag));
        using var fresh = await rig.DeployAsync("shop", Web, "", ("If-None-Match", "*"));

        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Equal("precondition_failed", (await ApiRig.ReadAsync(second, ApiJson.Default.ApiProblem)).Code);
        Assert.Equal(HttpStatusCode.PreconditionFailed, fresh.StatusCode);
    }

    [Fact]
    public async Task A_stacks_etag_is_another_one_after_any_change()
    {
        await using var rig = await ApiRig.StartAsync();
        await DeployedAsync(rig);
        var seen = ("If-Match", await rig.ETagAsync("/v1/stacks/shop"));

        using var first = await rig.SendAsync(HttpMethod.Post, "/v1/stacks/shop/stop", null, seen);
        HttpStatusCode[] others =
        [
            (await rig.DeployAsync("shop", Web, "", seen)).StatusCode,
            (await rig.SendAsync(HttpMethod.Post, "/v1/stacks/shop/stop", null, seen)).StatusCode,
            (await rig.SendAsync(HttpMethod.Post, "/v1/stacks/shop/start", null, seen)).StatusCode,
            (await rig.SendAsync(HttpMethod.Delete, "/v1/stacks/shop", null, seen)).StatusCode,
        ];

        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.All(others, status => Assert.Equal(HttpStatusCode.PreconditionFailed, status));
    }

    [Fact]
    public async Task A_stack_that_was_made_anew_is_not_the_one_that_was_read()
    {
        await using var rig = await ApiRig.StartAsync();
        await DeployedAsync(rig);
        var seen = ("If-Match", await rig.ETagAsync("/v1/stacks/shop"));

        using var removal = await rig.SendAsync(HttpMethod.Delete, "/v1/stacks/shop", null, seen);
        await rig.WhenAsync(state => state.FindStack("shop") is null);
        using var tooLate = await rig.DeployAsync("shop", Web, "", seen);
        using var anew = await rig.DeployAsync("shop", Web);
        using var stale = await rig.SendAsync(HttpMethod.Delete, "/v1/stacks/shop", null, seen);

        Assert.Equal(
            [HttpStatusCode.Accepted, HttpStatusCode.PreconditionFailed, HttpStatusCode.Accepted, HttpStatusCode.PreconditionFailed],
            new[] { removal, tooLate, anew, stale }.Select(answer => answer.StatusCode));
    }

    [Theory]
    [InlineData("*", HttpStatusCode.PreconditionFailed)]
    [InlineData("\"1\", \"2\"", HttpStatusCode.BadRequest)]
    public async Task What_If_Match_says_of_a_stack_that_is_not_there_holds(string condition, HttpStatusCode expected)
    {
        await using var rig = await ApiRig.StartAsync();

        using var answer = await rig.DeployAsync("shop", Web, "", ("If-Match", condition));

        Assert.Equal(expected, answer.StatusCode);
        Assert.Empty(rig.Store.Current.Stacks);
    }

    [Fact]
    public async Task A_services_etag_guards_it_against_what_somebody_else_did()
    {
        await using var rig = await ApiRig.StartAsync();
        await DeployedAsync(rig);
        var etag = await rig.ETagAsync("/v1/services/shop_web");

        using var first = await rig.SendAsync(HttpMethod.Post, "/v1/services/web/scale", """{"replicas":3}""", ("If-Match", etag));
        using var second = await rig.SendAsync(HttpMethod.Post, "/v1/services/web/scale", """{"replicas":4}""", ("If-Match", etag));

        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, second.StatusCode);
    }

    [Fact]
    public async Task A_reading_is_never_older_than_the_change_before_it()
    {
        await using var rig = await ApiRig.StartAsync();
        await DeployedAsync(rig);
        for (var replicas = 3; replicas < 8; replicas++)
        {
            (await rig.SendAsync(HttpMethod.Post, "/v1/services/web/scale", $$"""{"replicas":{{replicas}}}""")).Dispose();
            Assert.Equal(replicas, (await rig.GetAsync("/v1/services/web", ApiJson.Default.ServiceItem)).Wanted);
        }
    }

    [Fact]
    public async Task A_repeated_request_with_its_key_is_done_once()
    {
        await using var rig = await ApiRig.StartAsync();
        await DeployedAsync(rig);

        var first = await ApiRig.ReadAsync(await rig.SendAsync(HttpMethod.Post, "/v1/services/web/restart", null, ("Idempotency-Key", "k1")), ApiJson.Default.ChangeAnswer);
        var second = await ApiRig.ReadAsync(await rig.SendAsync(HttpMethod.Post, "/v1/services/web/restart", null, ("Idempotency-Key", "k1")), ApiJson.Default.ChangeAnswer);
        using var other = await rig.SendAsync(HttpMethod.Post, "/v1/services/web/scale", """{"replicas":1}""", ("Idempotency-Key", "k1"));

        Assert.Equal(first.DeploymentId, second.DeploymentId);
        Assert.Equal(1, rig.Store.Current.FindService("shop", "web")!.Generation);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
    }

    [Fact]
    public async Task A_request_that_failed_may_be_tried_again_with_its_key()
    {
        await using var rig = await ApiRig.StartAsync();
        using var missing = await rig.SendAsync(HttpMethod.Delete, "/v1/stacks/shop", null, ("Idempotency-Key", "k1"));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        await DeployedAsync(rig);

        using var again = await rig.SendAsync(HttpMethod.Delete, "/v1/stacks/shop", null, ("Idempotency-Key", "k1"));

        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        await rig.WhenAsync(state => state.FindStack("shop") is null);
    }

    [Fact]
    public async Task Compose_files_that_cannot_be_read_come_back_with_every_problem()
    {
        await using var rig = await ApiRig.StartAsync();

        using var answer = await rig.DeployAsync("shop", "services:\n  web:\n    imag: web:1\n");

        var problem = await ApiRig.ReadAsync(answer, ApiJson.Default.ApiProblem);
        Assert.Equal((422, "invalid_compose"), (problem.Status, problem.Code));
        Assert.NotEmpty(problem.Problems!);
    }

    [Fact]
    public async Task Scaling_updating_stopping_and_starting_reach_the_tasks()
    {
        await using var rig = await ApiRig.StartAsync();
        await DeployedAsync(rig);

        (await rig.SendAsync(HttpMethod.Post, "/v1/services/shop_web/scale", """{"replicas":4}""")).Dispose();
        await rig.WhenInServiceAsync("shop", 4);
        (await rig.SendAsync(HttpMethod.Post, "/v1/services/shop_web/update", """{"image":"web:2"}""")).Dispose();
        await rig.WhenAsync(state => state.Tasks.Count(t => t.IsInService && t.Revision == 2) == 4);
        (await rig.SendAsync(HttpMethod.Post, "/v1/stacks/shop/stop")).Dispose();
        await rig.WhenInServiceAsync("shop", 0);
        (await rig.SendAsync(HttpMethod.Post, "/v1/stacks/shop/start")).Dispose();
        await rig.WhenInServiceAsync("shop", 4);

        var service = await rig.GetAsync("/v1/services/web", ApiJson.Default.ServiceItem);
        Assert.Equal(["replicas 4 (file: 2)", "image web:2 (file: web:1)"], service.Overrides);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?dryRun=true")]
    public async Task A_deploy_says_which_overrides_give_way(string query)
    {
        await using var rig = await ApiRig.StartAsync();
        await DeployedAsync(rig);
        (await rig.SendAsync(HttpMethod.Post, "/v1/services/shop_web/scale", """{"replicas":3}""")).Dispose();
        await rig.WhenInServiceAsync("shop", 3);
        var tasks = await rig.GetAsync("/v1/tasks?service=web", ApiJson.Default.ListedTaskItem);
        Assert.All(tasks.Items, task => Assert.Equal(["replicas 3 (file: 2)"], task.Overrides));

        var change = await ApiRig.ReadAsync(await rig.DeployAsync("shop", Web, query), ApiJson.Default.ChangeAnswer);

        Assert.Equal(["shop_web: replicas 3 (set by scale or update) gives way to 2 of the file."], change.Warnings);
        Assert.Equal(["replicas: 3 (override) → 2"], Assert.Single(change.Plan.Services).Reasons);
    }

    [Fact]
    public async Task A_node_is_drained_and_labelled()
    {
        await using var rig = await ApiRig.StartAsync();

        using var answer = await rig.SendAsync(HttpMethod.Post, "/v1/nodes/n1/update", """{"availability":"drain","labelAdd":{"zone":"eu"}}""");

        var node = await ApiRig.ReadAsync(answer, ApiJson.Default.NodeItem);
        Assert.Equal((Model.Nodes.NodeAvailability.Drain, "eu"), (node.Availability, node.Labels["zone"]));
    }

    private static async Task DeployedAsync(ApiRig rig)
    {
        (await rig.DeployAsync("shop", Web)).Dispose();
        await rig.WhenInServiceAsync("shop", 2);
        await rig.WhenAsync(state => state.Deployments.All(d => d.State == DeploymentState.Succeeded));
    }
}
