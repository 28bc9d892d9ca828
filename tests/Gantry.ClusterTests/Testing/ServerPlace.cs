using Gantry.Worker.Docker;

namespace Gantry.ClusterTests.Testing;

/// <summary>What a server stands on.</summary>
/// <param name="Engine">For looking from beside.</param>
/// <param name="EngineSocket">Its own way to the engine.</param>
internal sealed record ServerPlace(DockerEngine Engine, string EngineSocket)
{
    /// <summary>Null: in the server's folder.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Where it is started; null: where the tests are.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The network that it runs in; null: that of this machine.</summary>
    public HostNamespace? Host { get; init; }

    public string Advertise { get; init; } = "127.0.0.1";

    /// <summary>Null: a free port on loopback.</summary>
    public string? ApiListen { get; init; }

    /// <summary>Of its node.</summary>
    public string Name { get; init; } = "here";

    /// <summary>The engine was started for this one test and is thrown away with all that it has.</summary>
    public bool EngineGoesToo { get; init; }

    /// <summary>Where a service manager listens; null: nobody does.</summary>
    public string? NotifySocket { get; init; }
}
