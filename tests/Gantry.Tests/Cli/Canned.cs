using System.Text.Json;
using Gantry.Model.Api;
using Gantry.Model.Deployments;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Tests.Cli;

/// <summary>Things as a server would tell of them, at the time where the tests' clock begins.</summary>
internal static class Canned
{
    public static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly DeploymentId Deployment = DeploymentId.Parse("dddddddddddddddd");

    private static readonly ServiceId WebId = ServiceId.Parse("ssssssssssssssss");

    public static StackItem Stack(string name) =>
        new(name, "running", 3, 2, 4, 4, Now.AddDays(-3), Now.AddMinutes(-5), "ana", null);

    public static ServiceItem Service(string name = "web") => new(
        WebId, "shop", name, $"shop_{name}", "running", ServiceMode.Replicated, "busybox:1.36", 3, 3, 2, 1,
        ["*:8080->80/tcp"], [], null, Now.AddDays(-3), Now.AddHours(-1), new ServiceSpec(name, new ContainerSpec("busybox:1.36")));

    public static TaskItem Task(char letter, int slot, string state, TaskState observed, TimeSpan age, string message = "") => new(
        TaskId.Parse(new string(letter, 16)), $"shop_web.{slot}", "shop", "web", WebId, slot, 1, "busybox:1.36", "node-1",
        DesiredState.Running, state, state == "running", 0, [], Now - age, new ObservedTask(observed, Now - age, message));

    public static NodeItem Node(string name) => new(
        NodeId.Parse("nnnnnnnnnnnnnnnn"), name, NodeState.Ready, NodeAvailability.Active, "10.0.0.1", true, true,
        new NodeFacts("linux", "amd64", "20.10.24", "1.41", 2, 4L << 30, 100L << 30),
        new NodeUsage(0.25, 1L << 30), new Reservation(), 3, null, new Dictionary<string, string>(), Now);

    public static Deployment Progress(DeploymentState state, int done, string? blocked = null, string? reason = null) =>
        new(Deployment, "shop", null, DeploymentKind.Deploy, 0, 1, state, "ana", Now)
        {
            Services = [new ServiceProgress("web", state, 3, done, blocked)],
            Reason = reason,
            FinishedAt = state == DeploymentState.Running ? null : Now.AddSeconds(4.2),
        };

    public static Listed<T> List<T>(params T[] items) => new(items, "1.7");

    public static ChangeAnswer Answer(params ServiceChange[] services) => new(
        services.Length == 0 ? null : Deployment, "1.7", new ChangePlan("shop", 0, services, [], []), []);

    public static ServiceChange Change(ChangeKind kind, string name = "web") => new(name, kind, [], []);

    public static string ChangeEvent(Deployment deployment, int number)
    {
        var change = new ChangeItem<Deployment>("put", deployment.Id.ToString(), $"1.{number}", deployment);
        return $"event: change\nid: 1.{number}\ndata: {JsonSerializer.Serialize(change, ApiJson.Default.ChangeItemDeployment)}\n\n";
    }
}
