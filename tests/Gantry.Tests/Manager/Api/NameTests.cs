using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Nodes;

namespace Gantry.Tests.Manager.Api;

/// <summary>Names as compose and hosts have them: with dots and capitals.</summary>
public sealed class NameTests
{
    [Fact]
    public async Task A_task_is_found_by_its_name_whatever_has_a_dot_in_it()
    {
        await using var rig = await ApiRig.StartAsync();
        await rig.Store.UpdateAsync(tx => Rename(tx, "vm1.example.com"), TestContext.Current.CancellationToken);
        (await rig.DeployAsync("shop", "services: {peer0.org1.example.com: {image: a}, every.where: {image: a, deploy: {mode: global}}, Web: {image: a}}")).EnsureSuccessStatusCode().Dispose();
        await rig.WhenInServiceAsync("shop", 3);

        foreach (var name in (string[])["shop_peer0.org1.example.com.1", "peer0.org1.example.com.1", "shop_every.where.vm1.example.com", "shop_Web.1"])
            Assert.EndsWith(name, (await rig.GetAsync($"/v1/tasks/{name}", ApiJson.Default.TaskItem)).Name, StringComparison.Ordinal);
        Assert.Equal("peer0.org1.example.com", (await rig.GetAsync("/v1/services/shop_peer0.org1.example.com", ApiJson.Default.ServiceItem)).Name);
    }

    [Theory]
    [InlineData("services: {web: {image: a}, Web: {image: a}}", "have one name")]
    [InlineData("services: {web: {image: a}, web.1: {image: a}}", "Service 'web.1' has the name of task 1 of service 'web'.")]
    [InlineData("services: {-web: {image: a}}", "Service name '-web' cannot be used")]
    [InlineData("services: {web..a: {image: a}}", "Service name 'web..a' cannot be used")]
    [InlineData("services: {web.: {image: a}}", "Service name 'web.' cannot be used")]
    public async Task Names_that_nobody_could_tell_apart_are_refused(string compose, string sentence)
    {
        await using var rig = await ApiRig.StartAsync();

        using var answer = await rig.DeployAsync("shop", compose);

        var problem = await ApiRig.ReadAsync(answer, ApiJson.Default.ApiProblem);
        Assert.Equal(422, problem.Status);
        Assert.Contains(sentence, problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_things_that_stand_against_a_deploy_are_told_one_by_one()
    {
        await using var rig = await ApiRig.StartAsync();

        using var answer = await rig.DeployAsync("shop", "services: {-a: {image: a}, b..c: {image: a}}");

        var problem = await ApiRig.ReadAsync(answer, ApiJson.Default.ApiProblem);
        Assert.Equal("2 things stand against it. Nothing was changed.", problem.Detail);
        Assert.Equal(["Service name '-a' ", "Service name 'b..c' "], problem.Problems!.Select(p => p[..(p.IndexOf("cannot", StringComparison.Ordinal))]));
    }

    private static Node Rename(Transaction tx, string name)
    {
        var node = tx.State.Nodes.Single() with { Name = name };
        tx.Put(node);
        return node;
    }
}
