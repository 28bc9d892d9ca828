using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gantry.Manager.Api;
using Gantry.Manager.Api.OpenApi;
using Gantry.Manager.Api.Telemetry;
using Gantry.Model.Api;
using Gantry.Model.Nodes;
using Gantry.Model.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gantry.Tests.Manager.Api;

/// <summary>What is on the telemetry port, over a real socket.</summary>
public sealed partial class TelemetryTests : IAsyncLifetime
{
    private readonly List<SystemCheck> _checks = [new SystemCheck("engine", null)];
    private ApiRig _rig = null!;
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rig = await ApiRig.StartAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        var facts = new SystemFacts("1.2.3", "memory", TimeProvider.System.GetUtcNow(), () => null, _ => Task.FromResult<IReadOnlyList<SystemCheck>>(_checks));
        _app.MapTelemetry(_rig.Store, _rig.Usages, facts, TimeProvider.System, ct => ApiDocument.WriteAsync(_rig.App.Services, ct));
        await _app.StartAsync(Ct);
        _http = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        await _rig.DisposeAsync();
    }

    [Fact]
    public async Task Health_answers_to_anybody()
    {
        Assert.Equal("""{"status":"ok"}""", await _http.GetStringAsync("/health", Ct));
        using var head = await _http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/health"), Ct);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
    }

    [Fact]
    public async Task Ready_says_what_keeps_the_server_from_its_work()
    {
        using var ready = await _http.GetAsync("/ready", Ct);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);

        _checks.Add(new SystemCheck("store", "The disk is full."));
        using var trouble = await _http.GetAsync("/ready", Ct);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, trouble.StatusCode);
        var item = await ApiRig.ReadAsync(trouble, ApiJson.Default.ReadyItem, mayFail: true);
        Assert.False(item.Ready);
        Assert.Equal("The disk is full.", item.Checks.Single(c => c.Name == "store").Problem);
    }

    [Fact]
    public async Task Metrics_count_what_runs()
    {
        using var deployed = await _rig.DeployAsync("shop", "services: { web: { image: busybox, deploy: { replicas: 3 } } }");
        await _rig.WhenInServiceAsync("shop", 3);

        var lines = (await _http.GetStringAsync("/metrics", Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Contains("gantry_stacks 1", lines);
        Assert.Contains("gantry_services 1", lines);
        Assert.Contains("gantry_tasks{state=\"running\"} 3", lines);
        Assert.Contains("gantry_tasks_in_service 3", lines);
        Assert.Contains("gantry_store_illegal_moves_total 0", lines);
        Assert.All(lines.Where(l => !l.StartsWith('#')), l => Assert.Matches(MetricLine(), l));
    }

    [Fact]
    public async Task What_a_node_tells_of_its_usage_is_shown_and_not_stored()
    {
        using var deployed = await _rig.DeployAsync("shop", "services: { web: { image: busybox } }");
        await _rig.WhenInServiceAsync("shop", 1);
        var state = _rig.Store.Current;
        var (node, task) = (state.Nodes.Single(), state.Tasks.Single());

        _rig.Usages.Put(new NodeReport(node.Id, node.Facts, new NodeUsage(0.25, 3_000) { DiskUsedBytes = 7_000, LoadOneMinute = 1.5 }, EngineProblem: null)
        {
            Tasks = [new TaskLoad(task.Id, 0.125, 2_000)],
        });

        var lines = (await _http.GetStringAsync("/metrics", Ct)).Split('\n');
        Assert.Contains($"gantry_node_cpu_busy_ratio{{node=\"{node.Name}\"}} 0.25", lines);
        Assert.Contains($"gantry_node_load1{{node=\"{node.Name}\"}} 1.5", lines);
        Assert.Contains($"gantry_node_disk_used_bytes{{node=\"{node.Name}\"}} 7000", lines);
        Assert.Contains($"gantry_task_cpu_cores{{stack=\"shop\",service=\"web\",task=\"{task.Name}\",id=\"{task.Id}\",node=\"{node.Name}\"}} 0.125", lines);
        var shown = await _rig.GetAsync("/v1/nodes", ApiJson.Default.ListedNodeItem);
        Assert.Equal((3_000, 7_000), (shown.Items[0].Usage.MemoryUsedBytes, shown.Items[0].Usage.DiskUsedBytes));
        Assert.Equal(NodeUsage.None, _rig.Store.Current.Find(node.Id)?.Usage);
    }

    [Fact]
    public async Task The_OpenAPI_document_names_every_route_of_the_control_API()
    {
        using var document = JsonDocument.Parse(await _http.GetStringAsync("/openapi/v1.json", Ct));

        var described = document.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}"));
        var served =
            from endpoint in _rig.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            where endpoint.RoutePattern.RawText?.StartsWith("/v1/", StringComparison.Ordinal) is true
                && endpoint.Metadata.GetMetadata<RouteRule>() is { IsLink: false } // between workers and managers of a release and the next
            from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
            where method != "CONNECT" // HTTP/2's way to begin a web socket; the document tells of the GET
            select $"{method} {endpoint.RoutePattern.RawText}";
        Assert.NotEmpty(served);
        Assert.Equal(served.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Swagger_UI_comes_whole_from_the_server()
    {
        using var answer = await _http.GetAsync("/swagger", Ct);
        var page = await answer.Content.ReadAsStringAsync(Ct);

        Assert.Equal("/swagger/", answer.RequestMessage?.RequestUri?.AbsolutePath);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        var files = Reference().Matches(page).Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(3, files.Count);
        foreach (var file in files)
        {
            using var part = await _http.GetAsync($"/swagger/{file}", Ct);
            Assert.Equal(HttpStatusCode.OK, part.StatusCode);
            Assert.Equal(file.EndsWith(".css", StringComparison.Ordinal) ? "text/css" : "text/javascript", part.Content.Headers.ContentType?.MediaType);
            Assert.True(part.Content.Headers.ContentLength > 100);
        }

        using var missing = await _http.GetAsync("/swagger/passwd", Ct);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [GeneratedRegex("""^[a-z_][a-z0-9_]*(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.E+]+$""")]
    private static partial Regex MetricLine();

    [GeneratedRegex("""(?:src|href)="([^"]+)""")]
    private static partial Regex Reference();
}
