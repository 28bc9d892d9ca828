using Gantry.Manager.Schedule;
using Gantry.Model.Ids;
using Gantry.Model.Nodes;
using Gantry.Model.Services;

namespace Gantry.Tests.Manager.Schedule;

/// <summary>Nodes and requests for tests: 4 cores and 8 GiB unless said otherwise.</summary>
internal static class Given
{
    public const long MiB = 1024 * 1024;
    public const long GiB = 1024 * MiB;

    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly IdSource Ids = IdSource.Seeded(7);

    public static DateTimeOffset Now => Start;

    public static NodeView Node(string name, int cpus = 4, long memoryBytes = 8 * GiB, params string[] labels) =>
        new(new Node(
            Ids.NextNode(),
            name,
            NodeState.Ready,
            NodeAvailability.Active,
            "10.0.0.1:4000",
            new NodeFacts("linux", "amd64", "20.10.24", "1.41", cpus, memoryBytes, 0),
            0,
            Start)
        {
            Labels = labels.Select(label => label.Split('=')).ToDictionary(label => label[0], label => label[1]),
        });

    public static NodeView[] Nodes(int count) => [.. Enumerable.Range(1, count).Select(i => Node($"n{i}"))];

    public static NodeView With(NodeView view, Func<Node, Node> change) => view with { Node = change(view.Node) };

    public static PlacementRequest Request(int replicas, string service = "shop_web") =>
        new(service, Placement.Anywhere, SchedulingStrategy.Spread, Reservation.None, Slots(replicas));

    public static SlotRequest[] Slots(int count) => [.. Enumerable.Range(1, count).Select(Slot)];

    public static SlotRequest Slot(int slot) => new(Ids.NextTask(), slot);

    public static HeldTask Held(NodeView node, string service, Reservation reservation) =>
        new(Ids.NextTask(), service, node.Node.Id, reservation);

    /// <summary>Node names in the order of the slots; a dash for a slot without one.</summary>
    public static string[] NamesOf(PlacementResult result, params NodeView[] nodes) =>
    [
        .. from decision in result.Decisions
           select decision is PlacementDecision.Placed placed ? nodes.Single(node => node.Node.Id == placed.Node).Node.Name : "-",
    ];

    public static PlacementDecision.Unplaced Refused(PlacementRequest request, params NodeView[] nodes) =>
        Assert.IsType<PlacementDecision.Unplaced>(Assert.Single(new Placer(nodes).Place(request).Decisions));
}
