namespace Gantry.Worker.Docker.Wire;

/// <summary>
/// What a container is, wherever it runs. Names are the engine's (API reference, ContainerCreate); null means
/// "the image's or the engine's own". Not sealed: a create body is this plus two more members.
/// </summary>
internal record ContainerConfig
{
    public string? Image { get; init; }

    public string? Hostname { get; init; }

    public string? Domainname { get; init; }

    public string? User { get; init; }

    public string? WorkingDir { get; init; }

    /// <summary><c>NAME=value</c>, or <c>NAME</c> alone to take one away that the image sets.</summary>
    public IReadOnlyList<string>? Env { get; init; }

    public IReadOnlyList<string>? Cmd { get; init; }

    /// <summary>Null keeps the image's, an empty list clears it.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    public HealthcheckConfig? Healthcheck { get; init; }

    public string? StopSignal { get; init; }

    /// <summary>Seconds.</summary>
    public int? StopTimeout { get; init; }

    public bool? Tty { get; init; }

    public bool? OpenStdin { get; init; }

    public bool? StdinOnce { get; init; }

    public bool? NetworkDisabled { get; init; }

    /// <summary>Up to API 1.43; later ones want it in <see cref="EndpointSettings"/>.</summary>
    public string? MacAddress { get; init; }

    /// <summary>Keys such as <c>80/tcp</c>.</summary>
    public IReadOnlyDictionary<string, EmptyObject>? ExposedPorts { get; init; }

    /// <summary>Paths that get an anonymous volume.</summary>
    public IReadOnlyDictionary<string, EmptyObject>? Volumes { get; init; }

    public IReadOnlyList<string>? Shell { get; init; }
}
