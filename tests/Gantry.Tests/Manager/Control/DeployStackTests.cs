using Gantry.Manager.Control;
using Gantry.Manager.Planning;
using Gantry.Model.Api;
using Gantry.Model.Deployments;
using Gantry.Model.Services;
using Gantry.Model.Stacks;
using Gantry.Model.Volumes;

namespace Gantry.Tests.Manager.Control;

public sealed class DeployStackTests
{
    [Fact]
    public async Task Makes_a_revision_a_deployment_and_an_event()
    {
        await using var rig = await ChangeRig.OpenAsync();

        var made = Assert.IsType<ChangeOutcome.Made>(await rig.DeployAsync(Shop(Web())));

        Assert.Equal(1, rig.State.FindStack("shop")?.Revision);
        Assert.Equal(DeploymentKind.Deploy, rig.State.Find(made.DeploymentId)?.Kind);
        var events = await rig.Store.ReadEventsAsync(new(default, 100), TestContext.Current.CancellationToken);
        Assert.Contains(events, e => e.Event is { Type: "stack.deployed", Actor: "ann", Stack: "shop" });
    }

    [Fact]
    public async Task A_message_is_kept_with_the_deployment_and_told()
    {
        await using var rig = await ChangeRig.OpenAsync();

        var request = new PreparedDeploy(Shop(Web()), [], [], Prune: true, StackCondition.None, "the new checkout");
        var made = Assert.IsType<ChangeOutcome.Made>(await rig.ApplyAsync(context => ChangeRig.Deployer().Apply(context, request)));

        Assert.Equal("the new checkout", rig.State.Find(made.DeploymentId)?.Message);
        var events = await rig.Store.ReadEventsAsync(new(default, 100), TestContext.Current.CancellationToken);
        Assert.Contains(events, e => e.Event.Message == "ann deployed revision 1 of stack shop: the new checkout");
    }

    [Fact]
    public async Task The_same_files_again_make_nothing()
    {
        await using var rig = await ChangeRig.OpenAsync();
        await rig.DeployAsync(Shop(Web()));
        var revision = rig.State.Revision;

        Assert.IsType<ChangeOutcome.Unchanged>(await rig.DeployAsync(Shop(Web())));

        Assert.Equal(revision, rig.State.Revision);
    }

    [Fact]
    public async Task The_same_files_again_are_waited_for_while_the_deployment_is_under_way()
    {
        await using var rig = await ChangeRig.OpenAsync();
        var first = Assert.IsType<ChangeOutcome.Made>(await rig.DeployAsync(Shop(Web())));
        var begun = rig.State.Find(first.DeploymentId)!;
        await rig.Store.UpdateAsync(tx => tx.Put(begun with { State = DeploymentState.Running }), TestContext.Current.CancellationToken);

        var again = Assert.IsType<ChangeOutcome.Unchanged>(await rig.DeployAsync(Shop(Web())));

        Assert.Equal(first.DeploymentId, again.UnderWay);
        Assert.Equal("Nothing to change in shop: its last deployment is still under way.", again.Reason);
    }

    [Fact]
    public async Task The_same_files_after_a_deployment_that_failed_are_waited_for_again()
    {
        await using var rig = await ChangeRig.OpenAsync();
        var first = Assert.IsType<ChangeOutcome.Made>(await rig.DeployAsync(Shop(Web())));
        var failed = rig.State.Find(first.DeploymentId)! with { State = DeploymentState.Failed, Reason = "It crashed." };
        await rig.Store.UpdateAsync(tx => tx.Put(failed), TestContext.Current.CancellationToken);

        var again = Assert.IsType<ChangeOutcome.Made>(await rig.DeployAsync(Shop(Web())));

        Assert.NotEqual(first.DeploymentId, again.DeploymentId);
        Assert.Equal(["Nothing changed in shop since its last deployment, which failed: It crashed."], again.Warnings);
        Assert.Equal(1, rig.State.FindStack("shop")?.Revision);
    }

    [Fact]
    public async Task The_same_files_again_drop_overrides_and_say_so()
    {
        await using var rig = await ChangeRig.OpenAsync();
        await rig.DeployAsync(Shop(Web()));
        await rig.ApplyAsync(c => ScaleService.Apply(c, rig.Service("web").Id, 4, ServiceCondition.None));

        var made = Assert.IsType<ChangeOutcome.Made>(await rig.DeployAsync(Shop(Web())));

        string[] said = ["shop_web: replicas 4 (set by scale or update) gives way to 1 of the file."];
        Assert.Equal(said, rig.State.Find(made.DeploymentId)?.ReplacedOverrides);
        Assert.Equal(said, made.Warnings);
        Assert.Equal(1, rig.Service("web").Spec.Replicas);
    }

    [Fact]
    public async Task An_override_that_the_file_says_as_well_by_now_is_no_loss()
    {
        await using var rig = await ChangeRig.OpenAsync();
        await rig.DeployAsync(Shop(Web()));
        await rig.ApplyAsync(c => UpdateService.Apply(
            c, rig.Service("web").Id, new UpdateRequest(Image: "web:2", EnvAdd: new Dictionary<string, string> { ["A"] = "1" }), ServiceCondition.None));

        var made = Assert.IsType<ChangeOutcome.Made>(await rig.DeployAsync(Shop(Web(image: "web:2"))));

        Assert.Equal(["shop_web: variable A (set by scale or update) goes, as the file has none."], made.Warnings);
    }

    [Fact]
    public async Task The_same_files_again_start_a_stopped_stack()
    {
        await using var rig = await ChangeRig.OpenAsync();
        await rig.DeployAsync(Shop(Web()));
        await rig.ApplyAsync(c => StopStack.Apply(c, "shop", stop: true, StackCondition.None));
        Assert.True(rig.Service("web").IsStopped);

        Assert.IsType<ChangeOutcome.Made>(await rig.DeployAsync(Shop(Web())));

        Assert.False(rig.State.FindStack("shop")?.IsStopped);
        Assert.False(rig.Service("web").IsStopped);
    }

    [Fact]
    public async Task A_port_that_another_stack_publishes_is_refused_by_its_owners_name()
    {
        await using var rig = await ChangeRig.OpenAsync();
        await rig.DeployAsync(Shop(Web(port: 8080)) with { Name = "first" });

        var refused = Assert.IsType<ChangeOutcome.Refused>(await rig.DeployAsync(Shop(Web(port: 8080))));

        Assert.Contains("8080/tcp is already published by service 'first_web'", refused.Reason, StringComparison.Ordinal);
        Assert.Null(rig.State.FindStack("shop"));
    }

    [Fact]
    public async Task A_stack_may_keep_its_own_ports()
    {
        await using var rig = await ChangeRig.OpenAsync();
        await rig.DeployAsync(Shop(Web(port: 8080)));

        Assert.IsType<ChangeOutcome.Made>(await rig.DeployAsync(Shop(Web(port: 8080, image: "web:2"))));
    }

    [Theory]
    [InlineData(null, "127.0.0.1", true)]
    [InlineData("127.0.0.1", null, true)]
    [InlineData("192.0.2.1", "127.0.0.1", false)]
    public async Task A_port_that_Gantry_listens_on_is_refused(string? published, string? listens, bool isRefused)
    {
        await using var rig = await ChangeRig.OpenAsync();

        var outcome = await rig.DeployAsync(Shop(Web(port: 4000, hostIp: published)), null, new ReservedPort(4000, "tcp", listens, "the control API"));

        Assert.Equal(isRefused, outcome is ChangeOutcome.Refused { Reason: var reason } && reason.Contains("Gantry itself", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_a_range_a_service_gets_a_port_that_nobody_has_and_keeps_it()
    {
        await using var rig = await ChangeRig.OpenAsync();
        var ranged = Web() with { Ports = [new PublishedPort(80) { ChosenFrom = new PublishedRange(8080, 8089) }, new PublishedPort(81) { ChosenFrom = new PublishedRange(8080, 8089) }] };

        await rig.DeployAsync(Shop(ranged, Web(port: 8080) with { Name = "fixed" }));
        Assert.Equal([8081, 8082], rig.Service("web").PublishedPorts.Select(p => p.Published).Order());
        var chosen = rig.Service("web").ChosenPorts;
        await rig.DeployAsync(Shop(ranged with { Container = new ContainerSpec("web:2") }));

        Assert.Equal(chosen, rig.Service("web").ChosenPorts);
    }

    [Theory]
    [InlineData(3990, 4000, true)]
    [InlineData(4001, 4010, false)]
    public async Task A_range_with_a_port_that_Gantry_listens_on_is_refused(int first, int last, bool isRefused)
    {
        await using var rig = await ChangeRig.OpenAsync();
        var web = Web() with { Ports = [new PublishedPort(80) { ChosenFrom = new PublishedRange(first, last) }] };

        var outcome = await rig.DeployAsync(Shop(web), null, new ReservedPort(4000, "tcp", null, "the control API"));

        Assert.Equal(isRefused, outcome is ChangeOutcome.Refused { Reason: var reason } && reason.Contains($"a port of {first}-{last}/tcp: Gantry itself listens on 4000", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_port_of_any_replica_on_an_IPv6_address_is_refused_by_name()
    {
        await using var rig = await ChangeRig.OpenAsync();

        var refused = Assert.IsType<ChangeOutcome.Refused>(await rig.DeployAsync(Shop(Web(port: 8080, hostIp: "::1"))));

        Assert.Contains("cannot publish ::1:8080->", refused.Reason, StringComparison.Ordinal);
        Assert.Contains("mode: host", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preference_that_is_no_constraint_is_refused_by_name()
    {
        await using var rig = await ChangeRig.OpenAsync();
        var placement = Placement.Anywhere with { Preferences = [new NodePreference("node.colour == red", 5)] };

        var refused = Assert.IsType<ChangeOutcome.Refused>(await rig.DeployAsync(Shop(Web() with { Placement = placement })));

        Assert.StartsWith("Service 'web': x-gantry.prefer: constraint 'node.colour == red': 'node.colour' is not a node property.", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_volume_of_another_stack_is_refused()
    {
        await using var rig = await ChangeRig.OpenAsync();
        await rig.DeployAsync(Shop(Web()) with { Name = "first", Volumes = [new VolumeSpec("data")] });

        var refused = Assert.IsType<ChangeOutcome.Refused>(await rig.DeployAsync(Shop(Web()) with { Volumes = [new VolumeSpec("data")] }));

        Assert.Contains("belongs to stack 'first'", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stack_that_is_not_what_the_caller_saw_is_not_touched()
    {
        await using var rig = await ChangeRig.OpenAsync();
        await rig.DeployAsync(Shop(Web()));

        var seen = StackTag.Of(rig.Store.Current.FindStack("shop")!);

        Assert.IsType<ChangeOutcome.Stale>(await rig.DeployAsync(Shop(Web(image: "web:2")), new StackCondition("7-00000000")));
        Assert.IsType<ChangeOutcome.Stale>(await rig.DeployAsync(Shop(Web(image: "web:2")), new StackCondition(MustBeNew: true)));
        Assert.IsType<ChangeOutcome.Made>(await rig.DeployAsync(Shop(Web(image: "web:2")), new StackCondition(seen)));
    }

    [Fact]
    public async Task A_stack_that_goes_away_comes_back_by_a_deploy()
    {
        await using var rig = await ChangeRig.OpenAsync();
        await rig.DeployAsync(Shop(Web()));
        await rig.Store.UpdateAsync(
            tx => RemoveStack.Apply(new ChangeContext(tx, "ann", default, Model.Ids.IdSource.Seeded(3)), "shop", volumes: false, StackCondition.None),
            TestContext.Current.CancellationToken);

        Assert.IsType<ChangeOutcome.Made>(await rig.DeployAsync(Shop(Web())));

        Assert.False(rig.State.FindStack("shop")?.IsRemoved);
        Assert.False(rig.Service("web").IsRemoved);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Shop")]
    [InlineData("-shop")]
    [InlineData("shop.web")]
    [InlineData("shop\n")]
    public async Task A_name_that_cannot_be_used_is_refused(string name)
    {
        await using var rig = await ChangeRig.OpenAsync();

        Assert.IsType<ChangeOutcome.Refused>(await rig.DeployAsync(Shop(Web()) with { Name = name }));
    }

    [Fact]
    public async Task A_name_may_have_63_letters_and_no_more()
    {
        await using var rig = await ChangeRig.OpenAsync();

        Assert.IsType<ChangeOutcome.Made>(await rig.DeployAsync(Shop(Web()) with { Name = new string('a', 63) }));
        Assert.IsType<ChangeOutcome.Refused>(await rig.DeployAsync(Shop(Web()) with { Name = new string('a', 64) }));
    }

    private static StackSpec Shop(params ServiceSpec[] services) => new("shop", services, [], []);

    private static ServiceSpec Web(string image = "web:1", int port = 0, string? hostIp = null) => new("web", new ContainerSpec(image))
    {
        Ports = port == 0 ? [] : [new PublishedPort(80, port, HostIp: hostIp)],
    };
}
