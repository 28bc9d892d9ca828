namespace Gantry.Worker.Docker.Wire;

internal sealed record StartExec(bool Detach, bool Tty);
