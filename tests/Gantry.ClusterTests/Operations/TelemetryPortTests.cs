using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gantry.ClusterTests.Testing;

namespace Gantry.ClusterTests.Operations;

/// <summary>What the telemetry port of the built program answers, the API's documentation from within it too.</summary>
public sealed partial class TelemetryPortTests(SharedServer shared) : IClassFixture<SharedServer>, IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = shared.Process.Telemetry };

    private ServerProcess Server => shared.Process;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_healthy_at_once_and_ready_when_its_parts_are()
    {
        using var health = await _http.GetAsync("/health", Ct);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);

        await Server.UntilAsync(
            async token =>
            {
                using var ready = await _http.GetAsync("/ready", token);
                return ready.StatusCode == HttpStatusCode.OK;
            },
            Eventually.Patience, "it is ready", Ct);

        using var document = JsonDocument.Parse(await _http.GetStringAsync("/ready", Ct));
        Assert.True(document.RootElement.GetProperty("ready").GetBoolean());
        Assert.Equal(
            ["data directory", "worker", "engine", "published ports"],
            document.RootElement.GetProperty("checks").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
        Assert.Contains("\ngantry_nodes{state=\"ready\"} 1\n", await _http.GetStringAsync("/metrics", Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_of_the_API_needs_nothing_but_the_binary()
    {
        var page = await _http.GetAsync("/swagger", Ct);
        var html = await page.Content.ReadAsStringAsync(Ct);
        var address = page.RequestMessage!.RequestUri!;
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);

        // What it would fetch from elsewhere, a browser refuses.
        Assert.StartsWith("default-src 'self';", Assert.Single(page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        List<Uri> parts = [.. Reference().Matches(html).Select(m => new Uri(address, m.Groups["to"].Value))];
        Assert.Contains(parts, p => p.AbsolutePath.EndsWith(".css", StringComparison.Ordinal));
        foreach (var part in parts)
        {
            var text = await OwnTextAsync(part);
            if (part.AbsolutePath.EndsWith(".css", StringComparison.Ordinal))
                Assert.All(StyleReference().Matches(text), m => Assert.StartsWith("data:", m.Groups["to"].Value, StringComparison.Ordinal));
        }

        var start = await OwnTextAsync(parts[^1]);
        using var document = JsonDocument.Parse(await OwnTextAsync(new Uri(address, DocumentAddress().Match(start).Groups["to"].Value)));
        Assert.StartsWith("3.", document.RootElement.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.True(document.RootElement.GetProperty("paths").TryGetProperty("/v1/stacks/{name}", out _));
    }

    public void Dispose() => _http.Dispose();

    private async Task<string> OwnTextAsync(Uri address)
    {
        Assert.Equal(Server.Telemetry.Authority, address.Authority);
        using var answer = await _http.GetAsync(address, Ct);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{address} is answered with {(int)answer.StatusCode}.");
        return await answer.Content.ReadAsStringAsync(Ct);
    }

    [GeneratedRegex("""(?:src|href)="(?<to>[^"]+)""")]
    private static partial Regex Reference();

    [GeneratedRegex("""url\(["']?(?<to>[^"')]+)""")]
    private static partial Regex StyleReference();

    [GeneratedRegex("""\burl: "(?<to>[^"]+)""")]
    private static partial Regex DocumentAddress();
}
