namespace Gantry.Worker.Docker.Wire;

/// <summary>A process to run in a container.</summary>
internal sealed record CreateExec(IReadOnlyList<string> Cmd)
{
    public bool? Tty { get; init; }

    public bool? AttachStdin { get; init; }

    public bool? AttachStdout { get; init; } = true;

    public bool? AttachStderr { get; init; } = true;

    public IReadOnlyList<string>? Env { get; init; }

    public string? User { get; init; }

    public string? WorkingDir { get; init; }

    public bool? Privileged { get; init; }

    public string? DetachKeys { get; init; }
}
