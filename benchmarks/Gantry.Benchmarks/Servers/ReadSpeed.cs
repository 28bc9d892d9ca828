using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Gantry.Model.Api;

namespace Gantry.Benchmarks.Servers;

/// <summary>GET of one service among 1,000, by wrk with 64 connections on the same machine.</summary>
internal static partial class ReadSpeed
{
    private const int Services = 1_000;
    private const int LeastBytes = 1_024;

    public static Benchmark Benchmark { get; } = new("reads", "GET /v1/services/{id} per second, 1,000 services, HTTPS with a token", RunAsync);

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
        var rates = new List<double>();
        for (var round = 0; round < 3; round++)
            rates.Add(await LoadAsync(new Uri(server.Https, path), token, body.Length, ct));
        return [new Figure("HTTPS, keep-alive, 64 connections", Samples.Median(rates), Bound.AtLeast, 12_000, "/s")];
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
            using var wrk = Process.Start(new ProcessStartInfo("wrk", ["-t1", "-c64", "-d5s", "-s", script, url.ToString()]) { RedirectStandardOutput = true })
                ?? throw new InvalidOperationException("wrk did not start.");
            var output = await wrk.StandardOutput.ReadToEndAsync(ct);
            await wrk.WaitForExitAsync(ct);
            if (!output.Contains("wrong 0", StringComparison.Ordinal) || output.Contains("Non-2xx", StringComparison.Ordinal) || output.Contains("Socket errors", StringComparison.Ordinal))
                throw new InvalidOperationException($"Some answers were wrong: {output}");
            return double.Parse(RateLine().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
        }
        finally
        {
            File.Delete(script);
        }
    }

    [GeneratedRegex(@"token:\s*""?([^\s""]+)")]
    private static partial Regex TokenLine();

    [GeneratedRegex(@"Requests/sec:\s*([0-9.]+)")]
    private static partial Regex RateLine();
}
