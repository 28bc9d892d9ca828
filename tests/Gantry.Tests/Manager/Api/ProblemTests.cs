using System.Net;
using System.Text.Json;
using Gantry.Manager.Api;
using Gantry.Manager.Control;
using Gantry.Model.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Tests.Manager.Api;

public sealed class ProblemTests
{
    [Theory]
    [InlineData("GET", "/v1/nothing", null, """{"title":"Not found","status":404,"detail":"There is nothing at /v1/nothing. The OpenAPI document lists what there is.","code":"not_found","problems":null}""")]
    [InlineData("PATCH", "/v1/stacks/shop", null, """{"title":"Method not allowed","status":405,"detail":"/v1/stacks/shop does not know PATCH; it knows DELETE, GET, PUT.","code":"invalid_request","problems":null}""")]
    [InlineData("GET", "/v1/stacks/shop", null, """{"title":"Not found","status":404,"detail":"There is no stack 'shop'. 'gantry stack ls' lists them.","code":"not_found","problems":null}""")]
    [InlineData("GET", "/v1/services/web", null, """{"title":"Not found","status":404,"detail":"There is no service 'web'. 'gantry service ls' lists them.","code":"not_found","problems":null}""")]
    [InlineData("PUT", "/v1/stacks/shop", "", """{"title":"Bad request","status":400,"detail":"The request needs a body: application/json.","code":"invalid_request","problems":null}""")]
    [InlineData("GET", "/v1/tasks?all=maybe", null, """{"title":"Bad request","status":400,"detail":"'all' is 'maybe': write true or false.","code":"invalid_request","problems":null}""")]
    [InlineData("GET", "/v1/events?limit=-1", null, """{"title":"Bad request","status":400,"detail":"'limit' is '-1': write a number from 0 to 10000.","code":"invalid_request","problems":null}""")]
    [InlineData("GET", "/v1/events?since=yesterday", null, """{"title":"Bad request","status":400,"detail":"'since' is 'yesterday': write a time as 2026-01-31T12:00:00Z, or seconds since 1970.","code":"invalid_request","problems":null}""")]
    [InlineData("GET", "/v1/stacks?watch=true&since=99.1", null, """{"title":"Revision gone","status":410,"code":"revision_gone","problems":null}""")]
    [InlineData("GET", "/v1/stacks?token=secret", null, """{"title":"Not signed in","status":401,"detail":"A token in the address is not read, and is not secret any more: replace it. Send it as \u0027Authorization: Bearer TOKEN\u0027.","code":"unauthorized","problems":null}""")]
    [InlineData("POST", "/v1/nodes/n1/update", """{"availability":"asleep"}""", """{"title":"Refused","status":422,"detail":"The availability of a node is active, pause or drain.","code":"refused","problems":null}""")]
    [InlineData("GET", "/v1/tasks/zzz/exec", null, """{"title":"Not found","status":404,"detail":"There is no service or task 'zzz'. 'gantry service ls' and 'gantry ps' list them.","code":"not_found","problems":null}""")]
    public async Task What_goes_wrong_is_said_in_one_form(string method, string path, string? body, string expected)
    {
        await using var rig = await ApiRig.StartAsync();

        using var answer = await rig.SendAsync(new HttpMethod(method), path, body);

        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var (wanted, problem) = (JsonDocument.Parse(expected).RootElement, await ApiRig.ReadAsync(answer, ApiJson.Default.ApiProblem));
        Assert.Equal((int)answer.StatusCode, problem.Status);
        Assert.Equal(wanted.GetProperty("code").GetString(), problem.Code);
        if (wanted.TryGetProperty("detail", out var detail))
            Assert.Equal(detail.GetString(), problem.Detail);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"replicas":"three"}""")]
    [InlineData("""{"replicas":99999999999}""")]
    public async Task A_body_that_is_not_what_the_route_takes_is_a_bad_request_without_a_trace(string body)
    {
        await using var rig = await ApiRig.StartAsync();
        (await rig.DeployAsync("shop", "services: {web: {image: web:1}}")).Dispose();
        await rig.WhenInServiceAsync("shop", 1);

        using var answer = await rig.SendAsync(HttpMethod.Post, "/v1/services/web/scale", body);

        var problem = await ApiRig.ReadAsync(answer, ApiJson.Default.ApiProblem);
        Assert.Equal((400, "invalid_request"), (problem.Status, problem.Code));
        Assert.DoesNotContain("   at ", problem.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", problem.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("Gantry.", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_is_too_large_is_refused(bool saysItsLength)
    {
        await using var rig = await ApiRig.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Put, "/v1/stacks/shop") { Content = new ByteArrayContent(new byte[(16 << 20) + 1]) };
        request.Headers.TransferEncodingChunked = !saysItsLength;
        request.Headers.ExpectContinue = true;

        using var answer = await rig.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("too_large", (await ApiRig.ReadAsync(answer, ApiJson.Default.ApiProblem)).Code);
    }

    [Fact]
    public async Task A_name_that_can_mean_two_things_is_answered_with_both()
    {
        await using var rig = await ApiRig.StartAsync();
        (await rig.DeployAsync("one", "services: {web: {image: web:1}}")).Dispose();
        (await rig.DeployAsync("two", "services: {web: {image: web:1}}")).Dispose();
        await rig.WhenAsync(state => state.Services.Count() == 2);

        using var answer = await rig.SendAsync(HttpMethod.Get, "/v1/services/web");

        var problem = await ApiRig.ReadAsync(answer, ApiJson.Default.ApiProblem);
        Assert.Equal((409, "ambiguous_name"), (problem.Status, problem.Code));
        Assert.Contains("one_web, two_web", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_route_answers_without_credentials()
    {
        await using var rig = await ApiRig.StartAsync();
        var routes = Routes(rig.App).ToList();
        Assert.True(routes.Count >= 34, $"{routes.Count} routes");

        foreach (var (method, path) in routes)
        {
            using var answer = await rig.SendAsync(method, path, "{}", ("X-Caller", "nobody"));
            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{method} {path} answered {(int)answer.StatusCode}");
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
        }
    }

    [Fact]
    public async Task A_reader_may_read_and_no_more()
    {
        await using var rig = await ApiRig.StartAsync();
        rig.Rights = Access.Read;

        foreach (var (method, path) in Routes(rig.App).Where(r => r.Method != HttpMethod.Get))
        {
            using var answer = await rig.SendAsync(method, path, "{}");
            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{method} {path} answered {(int)answer.StatusCode}");
        }

        using var list = await rig.SendAsync(HttpMethod.Get, "/v1/stacks");
        Assert.Equal(HttpStatusCode.OK, list.StatusCode);
    }

    [Fact]
    public async Task A_route_that_does_not_say_who_may_use_it_is_not_served()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        app.MapGet("/v1/secret", (RequestDelegate)(_ => Task.CompletedTask));

        Assert.Throws<InvalidOperationException>(() => ControlApiMapping.RefuseUnruled(app));
    }

    private static IEnumerable<(HttpMethod Method, string Path)> Routes(WebApplication app) =>
        from endpoint in ((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
        where method != HttpMethods.Connect && endpoint.Metadata.GetRequiredMetadata<RouteRule>().Access != Access.Public
        select (new HttpMethod(method), string.Join('/', endpoint.RoutePattern.RawText!.Split('/').Select(s => s.StartsWith('{') ? "any" : s)));
}
