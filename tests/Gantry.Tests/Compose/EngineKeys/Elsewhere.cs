namespace Gantry.Tests.Compose.EngineKeys;

/// <summary>A key that no container shows, where it is seen instead, and by which test.</summary>
/// <param name="Key">Whole; what is below it is meant too.</param>
/// <param name="Where">Where it is seen instead.</param>
/// <param name="Test">The file that has the test, without its folder.</param>
internal sealed record Elsewhere(string Key, string Where, string Test)
{
    private const string Read = "as the files are read";
    private const string Placed = "as the task is placed";

    public static readonly IReadOnlyList<Elsewhere> All =
    [
        new(".name", Read, "LoadingRuleTests.cs"),
        new(".version", "in a warning", "version-2.txt"),
        new(".include", Read, "IncludeTests.cs"),
        new("include[]", Read, "IncludeTests.cs"),
        new("services.*.extends", Read, "ExtendsTests.cs"),
        new("services.*.profiles", Read, "ConsistencyTests.cs"),
        new("services.*.attach", "in a warning", "ContainerKeyTests.cs"),
        new("services.*.develop", "in a warning", "ContainerKeyTests.cs"),
        new("services.*.healthcheck.start_interval", "in the deploy's warning where an engine is older", "OlderEngineTests.cs"),
        new("services.*.build", "as the client builds", "BuildArgumentsTests.cs"),
        new("services.*.depends_on", "as the task begins", "WellKnownStacksTests.cs"),
        new("services.*.platform", Placed, "FilterTests.cs"),
        new("services.*.deploy.placement", Placed, "FilterTests.cs"),
        new("services.*.deploy.resources.reservations.cpus", Placed, "FilterTests.cs"),
        new("services.*.deploy.resources.reservations.generic_resources", Placed, "CountedTests.cs"),
        new("services.*.x-gantry.affinity", Placed, "AffinityTests.cs"),
        new("services.*.x-gantry.anti_affinity", Placed, "AffinityTests.cs"),
        new("services.*.x-gantry.prefer", Placed, "PreferenceTests.cs"),
        new("services.*.x-gantry.strategy", Placed, "PlacerTests.cs"),
        new("services.*.x-gantry.node_loss", "as a node is lost", "node-lost-policies.txt"),
        new("services.*.x-gantry.probe", "as the task comes into service", "ComposeKeyTests.cs"),
        new("services.*.x-gantry.probes", "as the task comes into service", "ProbedTaskTests.cs"),
        new("services.*.pull_policy", "as the image is pulled", "TaskPullTests.cs"),
        new("services.*.deploy.endpoint_mode", "in a warning", "endpoint-mode.txt"),
        new("services.*.deploy.restart_policy", "as a task has ended", "restart-policies.txt"),
        new("services.*.deploy.update_config", "in the deploy's warning", "FutureKeysTests.cs"),
        new("services.*.deploy.rollback_config", "in the deploy's warning", "FutureKeysTests.cs"),
        new("services.*.volumes[].consistency", "in a warning", "ContainerKeyTests.cs"),
        new("services.*.blkio_config.weight", "in the call to the engine, which leaves it out on kernels since 5.0", "ContainerBodyRows.cs"),
        new("services.*.blkio_config.weight_device", "in the call to the engine, which leaves it out on kernels since 5.0", "ContainerBodyRows.cs"),
        new("services.*.gpus[].device_ids", "in the call to the engine: no machine of the tests has a GPU", "ContainerBodyRows.cs"),
        new("services.*.gpus[].options", "in the call to the engine: no machine of the tests has a GPU", "ContainerBodyRows.cs"),
        new("services.*.deploy.resources.reservations.devices[].count", "in the call to the engine: no machine of the tests has a GPU", "ContainerBodyRows.cs"),
        new("services.*.deploy.resources.reservations.devices[].options", "in the call to the engine: no machine of the tests has a GPU", "ContainerBodyRows.cs"),
        new("services.*.secrets", "in the deploy's refusal", "FutureKeysTests.cs"),
        new("services.*.configs", "in the deploy's refusal", "FutureKeysTests.cs"),
        new(".secrets", "in the deploy's refusal of what uses it", "FutureKeysTests.cs"),
        new(".configs", "in the deploy's refusal of what uses it", "FutureKeysTests.cs"),
        new("secrets.*", "in the deploy's refusal of what uses it", "FutureKeysTests.cs"),
        new("configs.*", "in the deploy's refusal of what uses it", "FutureKeysTests.cs"),
        new("networks.*.enable_ipv4", "in the refusal of false", "ConsistencyTests.cs"),
        new("networks.*.enable_ipv6", "in the container", "NetworkRangeTests.cs"),
        new("networks.*.ipam.config[].aux_addresses", "in the network", "NetworkRangeTests.cs"),
        new("networks.*.ipam.config[].gateway", "in the container", "NetworkRangeTests.cs"),
        new("networks.*.ipam.config[].ip_range", "in the container", "NetworkRangeTests.cs"),
        new("networks.*.ipam.driver", "in the refusal of any other", "ConsistencyTests.cs"),
    ];

    public bool Covers(string key) => key == Key || (key.StartsWith(Key, StringComparison.Ordinal) && key[Key.Length] is '.' or '[');
}
