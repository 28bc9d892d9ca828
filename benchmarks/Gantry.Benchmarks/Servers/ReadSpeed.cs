using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Gantry.Model.Api;

namespace Gantry.Benchmarks.Servers;

/// <summary>GET of one service among 1,000, with 64 connections from the same machine: by wrk, and by h2load where there is a unix socket.</summary>
internal static partial class ReadSpeed
{
    private const int Services = 1_000;
    private const int LeastBytes = 1_024;

    public static Benchmark Benchmark { get; } = new("reads", "GET /v1/services/{id} per second, 1,000 services, HTTPS with a token, and plain on the unix socket", RunAsync);

    private static async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkRun run, CancellationToken ct)
    {
        await using var server = await BenchServer.StartAsync(run, ct);
        for (var stack = 0; stack < 10; stack++)
            await server.DeployAsync($"bench-reads-{stack}", Stopped(Services / 10), ct);
        var services = (await server.GetAsync("/v1/services", ApiJson.Default.ListedServiceItem, ct)).Items;
        if (services.Count != Services)
            throw new InvalidOperationException($"There are {services.Count} services.");

        var path = $"/v1/services/{services[Services / 2].Id}";
        var body = await server.Http.GetByteArrayAsync(path, ct);
        if (body.Length < LeastBytes)
            throw new InvalidOperationException($"The answer has {body.Length} bytes only.");

        var token = TokenLine().Match(await File.ReadAllTextAsync(server.ConfigPath, ct)).Groups[1].Value;
        var (secure, local) = (new List<double>(), new List<double>());
        for (var round = 0; round < 3; round++)
        {
            secure.Add(await LoadAsync(new Uri(server.Https, path), token, body.Length, ct));
            local.Add(await LoadSocketAsync(server.SocketPath, path, body.Length, ct));
        }

        return
        [
            new Figure("HTTPS, keep-alive, 64 connections", Samples.Median(secure), Bound.AtLeast, 12_000, "/s"),
            new Figure("unix socket, keep-alive, 64 connections", Samples.Median(local), Bound.AtLeast, 20_000, "/s"),
        ];
    }

    /// <summary>Services without tasks: what is measured is reading, not running.</summary>
    private static string Stopped(int services)
    {
        var text = new System.Text.StringBuilder("services:\n");
        for (var i = 0; i < services; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  service-{i}:\n    image: {Sleeper.Image}\n    command: [sleep, \"3600\"]\n")
                .Append("    environment: {DATABASE_URL: \"postgres://shop@db/shop\", CACHE_URL: \"redis://cache\", LOG_LEVEL: info}\n")
                .Append("    labels: {team: shop, tier: web, dashboard: \"https://example.com/d/shop\"}\n")
                .Append("    healthcheck: {test: [CMD, \"true\"], interval: 10s, timeout: 2s, retries: 3}\n    deploy: {replicas: 0}\n");
        }

        return text.ToString();
    }

    // Every answer must be a 200 of the same length: a fast refusal is no read.
    private static async Task<double> LoadAsync(Uri url, string token, int bodyBytes, CancellationToken ct)
    {
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, $$"""
            wrk.headers["Authorization"] = "Bearer {{token}}"
            bad = 0
            function response(status, headers, body)
              if status ~= 200 or #body ~= {{bodyBytes}} then bad = bad + 1 end
            end
            local threads = {}
            function setup(thread) table.insert(threads, thread) end
            function done(summary, latency, requests)
              local wrong = 0
              for _, thread in ipairs(threads) do wrong = wrong + thread:get("bad") end
              print("wrong " .. wrong)
            end
            """, ct);
        try
        {
            var output = await RunAsync("wrk", ["-t1", "-c64", "-d5s", "-s", script, url.ToString()], ct);
            if (!output.Contains("wrong 0", StringComparison.Ordinal) || output.Contains("Non-2xx", StringComparison.Ordinal) || output.Contains("Socket errors", StringComparison.Ordinal))
                throw new InvalidOperationException($"Some answers were wrong: {output}");
            return double.Parse(RateLine().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
        }
        finally
        {
            File.Delete(script);
        }
    }

    /// <summary>wrk knows no unix sockets, and h2load looks at no body: all bodies together must be as long as they should be.</summary>
    private static async Task<double> LoadSocketAsync(string socket, string path, int bodyBytes, CancellationToken ct)
    {
        var output = await RunAsync("h2load", ["--h1", "-t1", "-c64", "-n100000", "-B", $"unix:{socket}", $"http://localhost{path}"], ct);
        if (!output.Contains(" 100000 succeeded, 0 failed, 0 errored, 0 timeout", StringComparison.Ordinal) || !output.Contains($"({bodyBytes * 100_000L}) data", StringComparison.Ordinal))
            throw new InvalidOperationException($"Some answers were wrong: {output}");
        return double.Parse(SocketRateLine().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    private static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        using var running = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{program} did not start.");
        var output = await running.StandardOutput.ReadToEndAsync(ct);
        await running.WaitForExitAsync(ct);
        return output;
    }

    [GeneratedRegex(@", ([0-9.]+) req/s")]
    private static partial Regex SocketRateLine();

    [GeneratedRegex(@"token:\s*""?([^\s""]+)")]
    private static partial Regex TokenLine();

    [GeneratedRegex(@"Requests/sec:\s*([0-9.]+)")]
    private static partial Regex RateLine();
}
