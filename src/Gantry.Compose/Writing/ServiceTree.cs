using System.Text.Json.Nodes;
using Gantry.Compose.Mapping;
using Gantry.Model.Services;
using Gantry.Model.Stacks;
using static Gantry.Compose.Writing.ComposeTree;

namespace Gantry.Compose.Writing;

/// <summary>One service in the shape of a compose file.</summary>
internal static class ServiceTree
{
    private static readonly string[] Conditions = ["service_started", "service_healthy", "service_completed_successfully"];

    public static JsonObject Of(ServiceSpec service, StackSpec stack)
    {
        var container = service.Container;
        var gantry = GantryTree.Of(service);
        var tree = new JsonObject { ["deploy"] = DeployTree.Of(service) }.Add("image", service.Build is not { IsOnlySource: true }, () => Text(container.Image));
        AddProcess(tree, container);
        AddIsolation(tree, container);
        NetworkTree.Add(tree, service);
        HostTree.Add(tree, container);
        return tree
            .Add("build", service.Build is not null, () => BuildTree.Of(service.Build!, stack))
            .Add("configs", container.Configs.Count > 0, () => new JsonArray([.. container.Configs.Select(c => Of(c, ConfigKey(c.Source, stack)))]))
            .Add("depends_on", service.DependsOn.Count > 0, () => new JsonObject(service.DependsOn.Select(d => Member(d.Service, Of(d)))))
            .Add("logging", container.Logging is not null, () => Of(container.Logging!))
            .Add("networks", container.Networks.Count > 0, () => new JsonObject(container.Networks.Select(n => Member(NetworkKey(n.Network, stack), NetworkTree.Of(n)))))
            .Add("platform", service.Placement.Platform is not null, () => service.Placement.Platform)
            .Add("ports", service.Ports.Count + container.HostPorts.Count > 0, () => new JsonArray([.. service.Ports.Concat(container.HostPorts).Select(NetworkTree.Of)]))
            .Add("secrets", container.Secrets.Count > 0, () => new JsonArray([.. container.Secrets.Select(s => Of(s, SecretKey(s.Source, stack)))]))
            .Add("tmpfs", container.Mounts.Any(MountTree.IsShort), () => Texts(container.Mounts.Where(MountTree.IsShort).Select(MountTree.Short)))
            .Add("volumes", container.Mounts.Any(m => !MountTree.IsShort(m)), () => new JsonArray([.. container.Mounts.Where(m => !MountTree.IsShort(m)).Select(m => MountTree.Of(m, stack))]))
            .Add("x-gantry", gantry.Count > 0, () => gantry);
    }

    private static void AddProcess(JsonObject tree, ContainerSpec container) => tree
        .Add("command", container.Command is not null, () => Texts(container.Command!))
        .Add("entrypoint", container.Entrypoint is not null, () => Texts(container.Entrypoint!))
        .Add("environment", container.Environment.Count > 0, () => Texts(container.Environment))
        .Add("healthcheck", container.HealthCheck is not null, () => Of(container.HealthCheck!))
        .Add("hostname", container.Hostname is not null, () => Text(container.Hostname!))
        .Add("init", container.Init is not null, () => container.Init)
        .Add("labels", container.Labels.Count > 0, () => Texts(container.Labels))
        .Add("pull_policy", container.PullPolicy is not PullPolicy.Missing, () => container.PullPolicy.ToString().ToLowerInvariant())
        .Add("pull_policy", container.PullAfter is not null, () => "every_" + DurationText.Write(container.PullAfter!.Value))
        .Add("stdin_open", container.StdinOpen, () => true)
        .Add("stop_grace_period", container.StopGracePeriod is not null, () => Duration(container.StopGracePeriod!.Value))
        .Add("stop_signal", container.StopSignal is not null, () => Text(container.StopSignal!))
        .Add("tty", container.Tty, () => true)
        .Add("user", container.User is not null, () => Text(container.User!))
        .Add("working_dir", container.WorkingDir is not null, () => Text(container.WorkingDir!));

    private static void AddIsolation(JsonObject tree, ContainerSpec container) => tree
        .Add("cap_add", container.CapAdd.Count > 0, () => Texts(container.CapAdd))
        .Add("cap_drop", container.CapDrop.Count > 0, () => Texts(container.CapDrop))
        .Add("extra_hosts", container.ExtraHosts.Count > 0, () => Hosts(container.ExtraHosts))
        .Add("read_only", container.ReadOnly, () => true)
        .Add("shm_size", container.ShmSizeBytes > 0, () => Bytes(container.ShmSizeBytes))
        .Add("sysctls", container.Sysctls.Count > 0, () => Texts(container.Sysctls))
        .Add("ulimits", container.Ulimits.Count > 0, () => Ulimits(container.Ulimits));

    private static JsonObject Of(FileGrant grant, string key) => new JsonObject { ["source"] = key, ["target"] = Text(grant.Target) }
        .Add("gid", grant.Gid is not null, () => Text(grant.Gid!))
        .Add("mode", grant.Mode is not null, () => Numbers.ModeText(grant.Mode!.Value))
        .Add("uid", grant.Uid is not null, () => Text(grant.Uid!));

    private static JsonObject Of(Dependency dependency) => new JsonObject
    {
        ["condition"] = Conditions[(int)dependency.Condition],
        ["required"] = dependency.Required,
    }.Add("restart", dependency.Restart, () => true);

    private static JsonObject Of(Logging logging) => new JsonObject { ["driver"] = Text(logging.Driver) }
        .Add("options", logging.Options.Count > 0, () => Texts(logging.Options));

    private static JsonObject Of(HealthCheck health) => health.Test is ["NONE"]
        ? new JsonObject { ["disable"] = true }
        : new JsonObject()
            .Add("interval", health.Interval is not null, () => Duration(health.Interval!.Value))
            .Add("retries", health.Retries is not null, () => health.Retries)
            .Add("start_interval", health.StartInterval is not null, () => Duration(health.StartInterval!.Value))
            .Add("start_period", health.StartPeriod is not null, () => Duration(health.StartPeriod!.Value))
            .Add("test", health.Test.Count > 0, () => Texts(health.Test))
            .Add("timeout", health.Timeout is not null, () => Duration(health.Timeout!.Value));
}
