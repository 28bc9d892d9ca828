using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Gantry.Model.Api;
using Gantry.Model.Deployments;
using Gantry.Model.Events;
using Gantry.Model.Registries;

namespace Gantry.Tests.Manager.Api;

public sealed class WatchTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_watch_begins_with_the_list_and_goes_on_with_what_changes()
    {
        await using var rig = await ApiRig.StartAsync();
        await using var events = await OpenAsync(rig, "/v1/stacks?watch=true");

        var list = await NextAsync(events);
        (await rig.DeployAsync("shop", "services: {web: {image: web:1}}")).Dispose();
        var change = await NextAsync(events);

        Assert.Equal("list", list.EventType);
        Assert.Empty(JsonSerializer.Deserialize(list.Data, ApiJson.Default.ListedStackItem)!.Items);
        Assert.Equal(("change", "shop"), (change.EventType, JsonSerializer.Deserialize(change.Data, ApiJson.Default.ChangeItemStackItem)!.Id));
    }

    [Theory]
    [InlineData("nodes", "n1")]
    [InlineData("volumes", "shop_data")]
    [InlineData("networks", "shop_default")]
    [InlineData("registries", "registry.test")]
    [InlineData("images", "web:1")]
    public async Task A_watch_of_anything_begins_with_what_its_list_shows(string noun, string item)
    {
        await using var rig = await ApiRig.StartAsync();
        (await rig.DeployAsync("shop", "{services: {web: {image: web:1, volumes: ['data:/data']}}, volumes: {data: {}}}")).Dispose();
        await rig.WhenInServiceAsync("shop", 1);
        await rig.Store.UpdateAsync(tx => tx.Put(new Registry("registry.test", "ada", [1], TimeProvider.System.GetUtcNow())), Ct);
        using var listed = JsonDocument.Parse(await rig.Http.GetStringAsync($"/v1/{noun}", Ct));
        await using var events = await OpenAsync(rig, $"/v1/{noun}?watch=true");

        var first = await NextAsync(events);

        using var watched = JsonDocument.Parse(first.Data);
        Assert.Equal("list", first.EventType);
        Assert.Equal($"{listed.RootElement.GetProperty("items")}", $"{watched.RootElement.GetProperty("items")}");
        Assert.Contains(item, first.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_goes_on_after_the_last_event_that_came_without_the_list()
    {
        await using var rig = await ApiRig.StartAsync();
        var seen = rig.Store.Current.Revision.ToString();
        (await rig.DeployAsync("shop", "services: {web: {image: web:1}}")).Dispose();
        await rig.WhenInServiceAsync("shop", 1);

        await using var events = await OpenAsync(rig, "/v1/tasks", ("Accept", "text/event-stream"), ("Last-Event-ID", seen));
        var change = await NextAsync(events);

        Assert.Equal("change", change.EventType);
        Assert.Equal("shop_web.1", JsonSerializer.Deserialize(change.Data, ApiJson.Default.ChangeItemTaskItem)!.Item!.Name);
    }

    [Fact]
    public async Task Changes_of_one_commit_are_come_back_to_until_the_last_of_them_was_read()
    {
        await using var rig = await ApiRig.StartAsync();
        await using var events = await OpenAsync(rig, "/v1/tasks?watch=true");
        var list = await NextAsync(events);

        (await rig.DeployAsync("shop", "services: {web: {image: web:1, deploy: {replicas: 3}}}")).Dispose();
        var first = await NextAsync(events);
        var second = await NextAsync(events);
        var third = await NextAsync(events);

        Assert.Equal((null, null), (first.EventId, second.EventId));
        await using var again = await OpenAsync(rig, "/v1/tasks", ("Accept", "text/event-stream"), ("Last-Event-ID", list.EventId!));
        HashSet<string?> told = [IdOf(await NextAsync(again)), IdOf(await NextAsync(again)), IdOf(await NextAsync(again))];
        Assert.Equal([IdOf(first), IdOf(second), IdOf(third)], told);
        Assert.NotNull(third.EventId);

        static string? IdOf(SseItem<string> item) => JsonSerializer.Deserialize(item.Data, ApiJson.Default.ChangeItemTaskItem)!.Id;
    }

    [Fact]
    public async Task Events_of_one_commit_are_come_back_to_until_the_last_of_them_was_read()
    {
        await using var rig = await ApiRig.StartAsync();
        await using var events = await OpenAsync(rig, "/v1/events?watch=true");
        await NextAsync(events);

        await rig.Store.UpdateAsync(
            tx =>
            {
                tx.AddEvent(new ClusterEvent(TimeProvider.System.GetUtcNow(), "test.first", "One."));
                tx.AddEvent(new ClusterEvent(TimeProvider.System.GetUtcNow(), "test.second", "Two."));
            },
            Ct);

        var first = await NextAsync(events);
        var second = await NextAsync(events);
        Assert.Contains("test.first", first.Data, StringComparison.Ordinal);
        Assert.Null(first.EventId);
        Assert.NotNull(second.EventId);
    }

    [Fact]
    public async Task What_is_gone_is_said_to_be_removed()
    {
        await using var rig = await ApiRig.StartAsync();
        (await rig.DeployAsync("shop", "services: {web: {image: web:1}}")).Dispose();
        await rig.WhenInServiceAsync("shop", 1);
        await using var events = await OpenAsync(rig, "/v1/services?watch=true&stack=shop");
        var list = JsonSerializer.Deserialize((await NextAsync(events)).Data, ApiJson.Default.ListedServiceItem)!;

        (await rig.SendAsync(HttpMethod.Delete, "/v1/stacks/shop")).Dispose();
        ChangeItem<ServiceItem> change;
        do
            change = JsonSerializer.Deserialize((await NextAsync(events)).Data, ApiJson.Default.ChangeItemServiceItem)!;
        while (change.Type != "removed");

        Assert.Equal(list.Items[0].Id.ToString(), change.Id);
        Assert.Null(change.Item);
    }

    [Fact]
    public async Task A_foreign_revision_is_gone()
    {
        await using var rig = await ApiRig.StartAsync();

        using var answer = await rig.SendAsync(HttpMethod.Get, "/v1/events?watch=true", null, ("Last-Event-ID", "7.1"));

        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        Assert.Equal("revision_gone", (await ApiRig.ReadAsync(answer, ApiJson.Default.ApiProblem)).Code);
    }

    [Fact]
    public async Task What_is_no_revision_is_refused_instead_of_beginning_anew()
    {
        await using var rig = await ApiRig.StartAsync();

        using var answer = await rig.SendAsync(HttpMethod.Get, "/v1/events?watch=true", null, ("Last-Event-ID", "yesterday"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("'yesterday'", (await ApiRig.ReadAsync(answer, ApiJson.Default.ApiProblem)).Detail);
    }

    [Fact]
    public async Task A_watched_deployment_takes_no_revision_to_go_on_from()
    {
        await using var rig = await ApiRig.StartAsync();
        var deployed = await ApiRig.ReadAsync(await rig.DeployAsync("shop", "services: {web: {image: web:1}}"), ApiJson.Default.ChangeAnswer);

        using var answer = await rig.SendAsync(HttpMethod.Get, $"/v1/deployments/{deployed.DeploymentId}?watch=true&since=1.1");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("'since'", (await ApiRig.ReadAsync(answer, ApiJson.Default.ApiProblem)).Detail);
    }

    [Fact]
    public async Task A_watched_deployment_ends_when_it_is_finished()
    {
        await using var rig = await ApiRig.StartAsync();
        var deployed = await ApiRig.ReadAsync(await rig.DeployAsync("shop", "services: {web: {image: web:1}}"), ApiJson.Default.ChangeAnswer);

        await using var events = await OpenAsync(rig, $"/v1/deployments/{deployed.DeploymentId}", ("Accept", "text/event-stream"));
        ChangeItem<Deployment>? last = null;
        while (await events.MoveNextAsync())
            last = JsonSerializer.Deserialize(events.Current.Data, ApiJson.Default.ChangeItemDeployment);

        Assert.Equal(DeploymentState.Succeeded, last?.Item?.State);
    }

    [Fact]
    public async Task Events_come_as_they_happen()
    {
        await using var rig = await ApiRig.StartAsync();
        await using var events = await OpenAsync(rig, "/v1/events?watch=true&stack=shop");
        Assert.Equal("list", (await NextAsync(events)).EventType);

        (await rig.DeployAsync("other", "services: {web: {image: web:1}}")).Dispose();
        (await rig.DeployAsync("shop", "services: {web: {image: web:1}}")).Dispose();

        var item = JsonSerializer.Deserialize((await NextAsync(events)).Data, ApiJson.Default.ChangeItemEventItem)!.Item!;
        Assert.Equal(("stack.deployed", "shop", "ann"), (item.Event.Type, item.Event.Stack, item.Event.Actor));
    }

    [Fact]
    public async Task Watches_do_not_keep_the_server_from_stopping()
    {
        await using var rig = await ApiRig.StartAsync();
        await using var events = await OpenAsync(rig, "/v1/stacks?watch=true");
        await NextAsync(events);

        await rig.App.StopAsync(Ct).WaitAsync(TimeSpan.FromSeconds(5), Ct);

        await Assert.ThrowsAnyAsync<Exception>(async () => await NextAsync(events));
    }

    private static async Task<IAsyncEnumerator<SseItem<string>>> OpenAsync(ApiRig rig, string path, params (string, string)[] headers)
    {
        var answer = await rig.SendAsync(HttpMethod.Get, path, null, headers);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        return SseParser.Create(await answer.Content.ReadAsStreamAsync(Ct)).EnumerateAsync(Ct).GetAsyncEnumerator(Ct);
    }

    private static async Task<SseItem<string>> NextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), Ct), "The stream ended.");
        return events.Current;
    }
}
