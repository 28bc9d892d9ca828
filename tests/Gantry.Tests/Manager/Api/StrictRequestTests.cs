using System.Net;
using Gantry.Model.Api;

namespace Gantry.Tests.Manager.Api;

/// <summary>What a request says takes effect or is refused by name.</summary>
public sealed class StrictRequestTests
{
    [Theory]
    [InlineData("POST", "/v1/stacks/shop/stop?dry_run=true", null, "POST /v1/stacks/shop/stop knows no query parameter 'dry_run'. It reads dryRun.")]
    [InlineData("DELETE", "/v1/stacks/shop?volume=true", null, "DELETE /v1/stacks/shop knows no query parameter 'volume'. It reads dryRun, volumes.")]
    [InlineData("GET", "/v1/services?stacks=shop", null, "GET /v1/services knows no query parameter 'stacks'. It reads stack, watch, since.")]
    [InlineData("GET", "/v1/stacks/shop?watch=true", null, "GET /v1/stacks/shop knows no query parameter 'watch'. It reads none.")]
    [InlineData("POST", "/v1/services/web/update", """{"envRm":["A"]}""", "The body has 'envRm', which is not known here. Its members are image, replicas, envAdd, envRemove, force, registryLogins.")]
    [InlineData("POST", "/v1/services/web/scale", """{"Replicas":3}""", "The body has 'Replicas', which is not known here. Its members are replicas.")]
    [InlineData("POST", "/v1/nodes/n1/update", """{"drain":true}""", "The body has 'drain', which is not known here. Its members are availability, labelAdd, labelRemove.")]
    [InlineData("PUT", "/v1/registries/r.example", """{"username":"a","password":"b","email":"c"}""", "The body has 'email', which is not known here. Its members are username, password.")]
    [InlineData("PUT", "/v1/stacks/shop", """{"bundle":{"composeFiles":[{"path":"a","content":"b","mode":1}]}}""", "The body has 'bundle.composeFiles[0].mode', which is not known here. Its members are bundle, prune, strict, message, resolveImage.")]
    [InlineData("POST", "/v1/services/web/update", """{"envRemove":[null]}""", "The body has null as 'envRemove[0]': write a value, or leave it out.")]
    [InlineData("POST", "/v1/services/web/update", """{"envAdd":{"A":"1","B":null}}""", "The body has null as 'envAdd.B': write a value, or leave it out.")]
    [InlineData("POST", "/v1/nodes/n1/update", """{"labelAdd":{"a":null}}""", "The body has null as 'labelAdd.a': write a value, or leave it out.")]
    [InlineData("POST", "/v1/nodes/n1/update", """{"labelRemove":["a",null]}""", "The body has null as 'labelRemove[1]': write a value, or leave it out.")]
    [InlineData("PUT", "/v1/stacks/shop", """{"bundle":{"composeFiles":[null],"files":[],"variables":{},"profiles":[]}}""", "The body has null as 'bundle.composeFiles[0]': write a value, or leave it out.")]
    [InlineData("PUT", "/v1/stacks/shop", """{"bundle":{"composeFiles":[],"files":[],"variables":{},"profiles":[],"registryLogins":[null]}}""", "The body has null as 'bundle.registryLogins[0]': write a value, or leave it out.")]
    [InlineData("POST", "/v1/stacks/shop/stop", """{"dryRun":true}""", "POST /v1/stacks/shop/stop takes no body: all that it reads is in the address and the headers.")]
    [InlineData("PUT", "/v1/registries/r.example", """{"username":null,"password":"b"}""", "The body has null as 'username': write a value.")]
    [InlineData("PUT", "/v1/registries/r.example", """{"username":"a"}""", "The body has no 'password', which must be there. Its members are username, password.")]
    [InlineData("PUT", "/v1/registries/r.example", """{"username":"a","password":7}""", "The body has a number as 'password', where a text belongs.")]
    [InlineData("PUT", "/v1/registries/r.example", "[]", "The body is a list, where an object belongs.")]
    [InlineData("PUT", "/v1/registries/r.example", "null", "The body is null: write an object with username, password.")]
    [InlineData("PUT", "/v1/stacks/shop", """{"bundle":null}""", "The body has null as 'bundle': write a value.")]
    [InlineData("PUT", "/v1/stacks/shop", """{"bundle":{"composeFiles":[{"path":"a"}],"files":[],"variables":{},"profiles":[]}}""", "The body has no 'bundle.composeFiles[0].content', which must be there. The members of 'bundle.composeFiles[0]' are path, content, isBase64.")]
    [InlineData("PUT", "/v1/stacks/shop", """{"bundle":{"composeFiles":[{"path":"a","content":null}],"files":[],"variables":{},"profiles":[]}}""", "The body has null as 'bundle.composeFiles[0].content': write a value.")]
    [InlineData("PUT", "/v1/stacks/shop", """{"bundle":{"composeFiles":{},"files":[],"variables":{},"profiles":[]}}""", "The body has an object as 'bundle.composeFiles', where a list belongs.")]
    [InlineData("POST", "/v1/services/web/scale", """{"replicas":null}""", "The body has null as 'replicas': write a value.")]
    [InlineData("POST", "/v1/services/web/scale", """{"replicas":"three"}""", "The body has a text as 'replicas', where a whole number belongs.")]
    [InlineData("POST", "/v1/services/web/scale", """{"replicas":99999999999}""", "The body has a number as 'replicas', where a whole number up to 2147483647 belongs.")]
    [InlineData("POST", "/v1/services/web/update", """{"force":"yes"}""", "The body has a text as 'force', where true or false belongs.")]
    [InlineData("POST", "/v1/nodes/n1/update", """{"availability":7}""", "The body has a number as 'availability', where a text belongs.")]
    public async Task What_is_not_known_is_refused_by_name_and_nothing_is_done(string method, string path, string? body, string detail)
    {
        await using var rig = await ApiRig.StartAsync();
        await rig.DeployedAsync();
        var revision = rig.Store.Current.Revision;

        using var answer = await rig.SendAsync(new HttpMethod(method), path, body);

        var problem = await ApiRig.ReadAsync(answer, ApiJson.Default.ApiProblem);
        Assert.Equal((400, "invalid_request", detail), (problem.Status, problem.Code, problem.Detail));
        Assert.Equal(revision, rig.Store.Current.Revision);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData(" {} \n")]
    public async Task A_change_that_takes_no_body_takes_an_empty_one(string? body)
    {
        await using var rig = await ApiRig.StartAsync();
        await rig.DeployedAsync();

        using var answer = await rig.SendAsync(HttpMethod.Post, "/v1/stacks/shop/stop", body);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Theory]
    [InlineData("/v1/tasks?stack=nosuch")]
    [InlineData("/v1/services?stack=nosuch")]
    [InlineData("/v1/usage?stack=nosuch")]
    public async Task A_list_of_a_stack_that_is_not_there_is_not_found(string path)
    {
        await using var rig = await ApiRig.StartAsync();

        using var answer = await rig.SendAsync(HttpMethod.Get, path);

        var problem = await ApiRig.ReadAsync(answer, ApiJson.Default.ApiProblem);
        Assert.Equal((404, "There is no stack 'nosuch'. 'gantry stack ls' lists them."), (problem.Status, problem.Detail));
    }

    [Fact]
    public async Task History_outlives_its_stack_and_one_without_history_is_an_empty_list()
    {
        await using var rig = await ApiRig.StartAsync();
        await rig.DeployedAsync();
        (await rig.SendAsync(HttpMethod.Delete, "/v1/stacks/shop")).Dispose();
        await rig.WhenAsync(state => state.FindStack("shop") is null);

        Assert.NotEmpty((await rig.GetAsync("/v1/events?stack=shop", ApiJson.Default.ListedEventItem)).Items);
        Assert.Empty((await rig.GetAsync("/v1/events?stack=nosuch", ApiJson.Default.ListedEventItem)).Items);
        Assert.Empty((await rig.GetAsync("/v1/deployments?stack=nosuch", ApiJson.Default.ListedDeployment)).Items);
    }

    [Fact]
    public async Task A_list_of_a_stack_that_is_deployed_later_can_be_watched()
    {
        await using var rig = await ApiRig.StartAsync();

        using var answer = await rig.SendAsync(HttpMethod.Get, "/v1/tasks?stack=later&watch=true");

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("type=stack.deployed", "stack.deployed")]
    [InlineData("type=STACK.", "stack.stopping")]
    [InlineData("type=service.created,nothing.at.all&stack=shop", "service.created")]
    [InlineData("type=service.&service=shop_web", "service.created")]
    public async Task Events_are_filtered_before_they_are_counted(string query, string newest)
    {
        await using var rig = await ApiRig.StartAsync();
        await rig.DeployedAsync();
        (await rig.SendAsync(HttpMethod.Post, "/v1/stacks/shop/stop")).Dispose();
        (await rig.SendAsync(HttpMethod.Post, "/v1/nodes/n1/update", """{"availability":"drain"}""")).Dispose();

        var last = Assert.Single((await rig.GetAsync("/v1/events?limit=1", ApiJson.Default.ListedEventItem)).Items);
        var found = Assert.Single((await rig.GetAsync($"/v1/events?limit=1&{query}", ApiJson.Default.ListedEventItem)).Items);

        Assert.NotEqual(newest, last.Event.Type);
        Assert.StartsWith(newest[..newest.IndexOf('.')], found.Event.Type, StringComparison.Ordinal);
    }
}
