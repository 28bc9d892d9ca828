using Gantry.Manager.Control;
using Gantry.Model.Services;
using Gantry.Model.Stacks;

namespace Gantry.Tests.Manager.Control;

/// <summary>What files may say and is not carried out yet is refused by name, or told.</summary>
public sealed class FutureKeysTests
{
    public static TheoryData<ServiceSpec, string> Refused => new()
    {
        { Web(new ContainerSpec("web:1") { Secrets = [new FileGrant("shop_key", "/run/secrets/key")] }), "Service 'web' uses secrets (shop_key), " },
        { Web(new ContainerSpec("web:1") { Configs = [new FileGrant("shop_conf", "/conf")] }), "Service 'web' uses configs (shop_conf), " },
        { Web(new ContainerSpec("web:1")) with { Mode = ServiceMode.ReplicatedJob }, "Service 'web' is a job, " },
        { Web(new ContainerSpec("web:1")) with { Mode = ServiceMode.GlobalJob }, "Service 'web' is a job, " },
        { Web(new ContainerSpec("web:1") { Namespaces = new Namespaces { Network = "service:db" } }), "Service 'web' has 'network_mode: service:db', " },
        { Web(new ContainerSpec("web:1") { Namespaces = new Namespaces { Pid = "container:x" } }), "Service 'web' has 'pid: container:x', " },
        { Web(new ContainerSpec("web:1") { Namespaces = new Namespaces { Ipc = "service:db" } }), "Service 'web' has 'ipc: service:db', " },
        { Web(new ContainerSpec("shop-web") { PullPolicy = PullPolicy.Build }) with { Build = new BuildSpec(".") }, "Service 'web' has 'pull_policy: build', and was not built: deploy it with --build, or remove the policy to run its image as a registry has it." },
        { Web(new ContainerSpec("shop-web")) with { Build = new BuildSpec(".") { IsOnlySource = true } }, "Service 'web' has 'build' and no 'image', and was not built: deploy it with --build, " },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_cannot_be_carried_out_is_refused(ServiceSpec service, string reason)
    {
        await using var rig = await ChangeRig.OpenAsync();

        var outcome = Assert.IsType<ChangeOutcome.Refused>(await rig.DeployAsync(new StackSpec("shop", [service], [], [])));

        Assert.StartsWith(reason, outcome.Reason, StringComparison.Ordinal);
        Assert.Empty(rig.State.Stacks);
    }

    [Fact]
    public void How_an_update_goes_is_told_where_the_file_says_otherwise()
    {
        var service = Web(new ContainerSpec("web:1")) with { Update = new UpdatePolicy(Parallelism: 2), Rollback = new UpdatePolicy() };

        var warning = Assert.Single(FutureKeys.Warnings(new StackSpec("shop", [service], [], [])));

        Assert.StartsWith("Service 'web': deploy.update_config and deploy.rollback_config have no effect on an update yet.", warning, StringComparison.Ordinal);
        Assert.EndsWith("What it says of parallelism and order counts where a node is drained.", warning, StringComparison.Ordinal);
    }

    private static ServiceSpec Web(ContainerSpec container) => new("web", container);
}
