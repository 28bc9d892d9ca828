namespace Gantry.Benchmarks.Servers;

/// <summary>A service that does nothing, so that only what the orchestrator and the engine do is measured.</summary>
internal static class Sleeper
{
    public const string Image = "busybox:1.36";

    // Process 1 ignores TERM unless it says otherwise, and each removal would take its whole grace.
    public static string Compose(int replicas) => $"""
        services:
          main:
            image: {Image}
            command: [sleep, "3600"]
            stop_signal: SIGKILL
            deploy:
              replicas: {replicas}
        """;
}
