namespace Gantry.ClusterTests.Testing;

/// <summary>Compose texts that several tests deploy.</summary>
internal static class Composes
{
    /// <summary>Process 1 ignores TERM unless it says otherwise, and each stop would take its whole grace.</summary>
    private const string StopsAtOnce = "stop_signal: SIGKILL";

    public static string Sleeper(int replicas = 1, string tag = "1") => $"""
        services:
          main:
            image: busybox:1.36
            command: [sleep, "3600"]
            {StopsAtOnce}
            environment:
              TAG: "{tag}"
            deploy:
              replicas: {replicas}
        """;

    /// <summary>A web server behind one published port, healthy a moment after its start.</summary>
    public static string Web(int port, int replicas) => $$"""
        services:
          web:
            image: busybox:1.36
            command: [sh, -ec, "mkdir -p /www && hostname > /www/index.html && exec httpd -f -p 8080 -h /www"]
            {{StopsAtOnce}}
            ports:
              - "127.0.0.1:{{port}}:8080"
            healthcheck:
              test: [CMD, wget, -q, -O, /dev/null, "http://127.0.0.1:8080/"]
              interval: 1s
              timeout: 1s
              retries: 3
            deploy:
              replicas: {{replicas}}
        """;

    /// <summary>One service that runs this shell text.</summary>
    /// <param name="more">Further keys of the service, one a line, without indent.</param>
    public static string Shell(string script, params string[] more)
    {
        var text = script.Replace("$", "$$", StringComparison.Ordinal).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return $"""
            services:
              main:
                image: busybox:1.36
                command: [sh, -c, "{text}"]
            {string.Join('\n', more.Select(line => "    " + line))}
            """;
    }
}
