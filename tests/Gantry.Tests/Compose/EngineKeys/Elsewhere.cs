namespace Gantry.Tests.Compose.EngineKeys;

/// <summary>A key that no container shows, why, and what shows it.</summary>
/// <param name="Key">Whole; what is below it is meant too.</param>
/// <param name="Because">Continues "no container shows it: ".</param>
/// <param name="Test">The file that has the test, without its folder.</param>
internal sealed record Elsewhere(string Key, string Because, string Test)
{
    private const string Read = "it is gone once the files are read";
    private const string Placed = "it says on which node the task runs";

    public static readonly IReadOnlyList<Elsewhere> All =
    [
        new(".name", Read, "LoadingRuleTests.cs"),
        new(".version", "it has no effect", "ComposeReaderTests.cs"),
        new(".include", Read, "IncludeTests.cs"),
        new("include[]", Read, "IncludeTests.cs"),
        new("services.*.extends", Read, "ExtendsTests.cs"),
        new("services.*.profiles", Read, "ConsistencyTests.cs"),
        new("services.*.build", "it says how the image is made, by docker on the client's machine", "BuildArgumentsTests.cs"),
        new("services.*.depends_on", "it says when the task begins", "WellKnownStacksTests.cs"),
        new("services.*.platform", Placed, "FilterTests.cs"),
        new("services.*.deploy.placement", Placed, "FilterTests.cs"),
        new("services.*.deploy.resources.reservations.cpus", Placed, "FilterTests.cs"),
        new("services.*.x-gantry.strategy", Placed, "PlacerTests.cs"),
        new("services.*.x-gantry.probe", "the worker looks, from outside of the container", "ComposeKeyTests.cs"),
        new("services.*.x-gantry.probes", "the worker looks, from outside of the container", "ProbedTaskTests.cs"),
        new("services.*.pull_policy", "it says whence the image comes", "TaskPullTests.cs"),
        new("services.*.deploy.endpoint_mode", "names mean the replicas' own addresses in both modes", "ComposeReaderTests.cs"),
        new("services.*.deploy.restart_policy", "a task that has ended gets a successor", "restart-policies.txt"),
        new("services.*.deploy.update_config", "the deploy says that it has no effect yet", "FutureKeysTests.cs"),
        new("services.*.deploy.rollback_config", "the deploy says that it has no effect yet", "FutureKeysTests.cs"),
        new("services.*.volumes[].consistency", "it has no effect on Linux", "ComposeReaderTests.cs"),
        new("services.*.blkio_config.weight", "kernels since 5.0 have no such setting, and the engine leaves it out", "ContainerBodyRows.cs"),
        new("services.*.blkio_config.weight_device", "kernels since 5.0 have no such setting, and the engine leaves it out", "ContainerBodyRows.cs"),
        new("services.*.gpus[].device_ids", "this machine has no GPU", "ContainerBodyRows.cs"),
        new("services.*.gpus[].options", "this machine has no GPU", "ContainerBodyRows.cs"),
        new("services.*.deploy.resources.reservations.devices[].count", "this machine has no GPU", "ContainerBodyRows.cs"),
        new("services.*.deploy.resources.reservations.devices[].options", "this machine has no GPU", "ContainerBodyRows.cs"),
        new("services.*.secrets", "the deploy refuses it", "FutureKeysTests.cs"),
        new("services.*.configs", "the deploy refuses it", "FutureKeysTests.cs"),
        new(".secrets", "the deploy refuses what uses them", "FutureKeysTests.cs"),
        new(".configs", "the deploy refuses what uses them", "FutureKeysTests.cs"),
        new("secrets.*", "the deploy refuses what uses them", "FutureKeysTests.cs"),
        new("configs.*", "the deploy refuses what uses them", "FutureKeysTests.cs"),
        new("networks.*.ipam.driver", "there is no other than the default", "ConsistencyTests.cs"),
    ];

    public bool Covers(string key) => key == Key || (key.StartsWith(Key, StringComparison.Ordinal) && key[Key.Length] is '.' or '[');
}
