using Gantry.Compose.Reading;
using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary>One service while its keys are read. What needs the rest of the file is kept as <see cref="Value"/> until all is read.</summary>
internal sealed class ServiceDraft(string name, Value value, StackScope scope)
{
    public string Name { get; } = name;

    /// <summary>The service's mapping.</summary>
    public Value Value { get; } = value;

    public StackScope Scope { get; } = scope;

    public ContainerSpec Container { get; set; } = new("");

    public ServiceMode Mode { get; set; } = ServiceMode.Replicated;

    /// <summary>From <c>deploy.replicas</c>.</summary>
    public Given<int>? Replicas { get; set; }

    /// <summary>Null without a <c>build</c>.</summary>
    public BuildSpec? Build { get; set; }

    /// <summary>From <c>deploy.endpoint_mode</c>.</summary>
    public EndpointMode? EndpointMode { get; set; }

    public UpdatePolicy? Update { get; set; }

    public UpdatePolicy? Rollback { get; set; }

    /// <summary>From <c>scale</c>.</summary>
    public Given<int>? Scale { get; set; }

    /// <summary>
    /// Another service waits for it to complete. Compose starts nothing again unless told to; without a word about restarts
    /// it would run for ever here.
    /// </summary>
    public bool IsAwaited { get; set; }

    /// <summary>From <c>restart</c>.</summary>
    public RestartPolicy? Restart { get; set; }

    /// <summary>From <c>deploy.restart_policy</c>: it wins.</summary>
    public RestartPolicy? DeployRestart { get; set; }

    public Placement Placement { get; set; } = Placement.Anywhere;

    public IReadOnlyDictionary<string, string> DeployLabels { get; set; } = new Dictionary<string, string>();

    public List<PublishedPort> Ports { get; } = [];

    public List<(Mount Mount, SourcePosition At)> Mounts { get; } = [];

    public List<(string Network, NetworkAttachment Attachment, SourcePosition At)>? Networks { get; set; }

    /// <summary>As it is written; null without one.</summary>
    public Value? NetworkMode { get; set; }

    public NodeLossPolicy? NodeLoss { get; set; }

    public Given<string>? ContainerName { get; set; }

    public List<GenericResource> GenericResources { get; } = [];

    /// <summary>From <c>x-gantry.affinity</c> and <c>anti_affinity</c>, in the file's order.</summary>
    public List<AffinityDraft> Affinities { get; } = [];

    /// <summary>Where <c>x-gantry.prefer</c> stands.</summary>
    public Value? Preferences { get; set; }

    public List<(Link Link, SourcePosition At)> Links { get; } = [];

    /// <summary>Services whose <c>network_mode</c>, <c>ipc</c> or <c>pid</c> it has.</summary>
    public List<(string Service, SourcePosition At)> SharesWith { get; } = [];

    /// <summary>From <c>volumes_from</c>.</summary>
    public List<(string Service, bool ReadOnly, SourcePosition At)> VolumesFrom { get; } = [];

    public List<(Dependency Dependency, SourcePosition At)> DependsOn { get; } = [];

    public IReadOnlyList<string> Profiles { get; set; } = [];

    /// <summary>Null values: take the client's, absent when unset there.</summary>
    public SortedDictionary<string, string?> Environment { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, string> FileEnvironment { get; } = new(StringComparer.Ordinal);

    /// <summary>From <c>label_file</c>: <c>labels</c> win.</summary>
    public SortedDictionary<string, string> FileLabels { get; } = new(StringComparer.Ordinal);

    /// <summary>Limits written as service keys (<c>mem_limit</c>), to compare with <c>deploy.resources</c>.</summary>
    public ResourceDraft ServiceResources { get; } = new();

    public ResourceDraft DeployResources { get; } = new();

    public bool IsActive(IReadOnlyCollection<string> profiles) =>
        Profiles.Count == 0 || profiles.Contains("*") || Profiles.Any(profiles.Contains);
}
