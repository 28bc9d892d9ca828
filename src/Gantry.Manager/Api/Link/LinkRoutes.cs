using System.Buffers;
using System.Net.Mime;
using Gantry.Manager.Control;
using Gantry.Model.Json;
using Gantry.Model.Nodes;
using Gantry.Model.Settings;
using Gantry.Model.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Gantry.Manager.Api.Link;

/// <summary>
/// The worker link as HTTPS. Workers dial; everything that they may ask for has the node in its address, which must be the one
/// that their certificate names.
/// </summary>
/// <param name="cluster">Which cluster this is.</param>
internal sealed class LinkRoutes(
    IManagerLink link, AdmitNode admission, NodeSigning signing, Func<ClusterId> cluster, PulseAnswers pulses, NodeRefusals refusals, LinkQuota quota)
{
    private const string Own = "/v1/link/{node}";
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    public void Map(RouteTable routes)
    {
        routes.Link(HttpMethods.Get, "/v1/link/authority", Access.Public, "The cluster's CAs, the one that signs first. Whoever joins compares it with the token before it sends anything.", (http, ct) =>
        {
            http.Response.ContentType = MediaTypeNames.Text.Plain;
            http.Response.Headers[AuthorityHeaders.Cluster] = cluster().ToString();
            return http.Response.WriteAsync(signing.Authorities(), ct);
        });
        routes.Link(HttpMethods.Post, "/v1/link/join", Access.Public, "A machine becomes a node, with a join token.", JoinAsync);
        OfNode(routes, HttpMethods.Post, "renew", "The node's next certificate.", RenewAsync);
        OfNode(routes, HttpMethods.Post, "hello", "The first word of a session.", async (http, _, ct) =>
            await AnswerAsync(http, await link.HelloAsync(await OwnAsync<WorkerHello>(http, hello => hello.NodeId, ct), ct), ct));
        OfNode(routes, HttpMethods.Get, "assignments", "What the node should run: first all of it, then each change, without end.", SendAsync);
        OfNode(routes, HttpMethods.Post, "reports", "What became of the node's tasks.", async (http, _, ct) =>
            await DoneAsync(http, link.ReportAsync(await OwnAsync<StatusReport>(http, report => report.NodeId, ct), ct)));
        OfNode(routes, HttpMethods.Post, "pulse", "Signs of life without end, a line each. Each is answered by a line, which says which CAs hold when that is news.", async (http, node, ct) =>
        {
            await BeginBothWaysAsync(http, ct);
            await pulses.AnswerAsync(http, node, ct);
        });
        OfNode(routes, HttpMethods.Post, "tell", "What the node is made of, and how busy it is.", async (http, _, ct) =>
            await DoneAsync(http, link.TellAsync(await OwnAsync<NodeReport>(http, report => report.NodeId, ct), ct)));
        OfNode(routes, HttpMethods.Get, "logins/{host}", "The login for one pull.", LoginAsync);
        OfNode(routes, HttpMethods.Post, "streams/{id}", "A stream that was asked for, both ways.", StreamAsync);
    }

    private void OfNode(RouteTable routes, string method, string name, string summary, Func<HttpContext, NodeId, CancellationToken, Task> answer) =>
        routes.Link(method, $"{Own}/{name}", Access.Node, summary, async (http, ct) =>
        {
            var caller = http.Features.GetRequiredFeature<Caller>();
            var node = caller.Node ?? throw new InvalidOperationException("The gate lets nodes alone in here.");
            if (!quota.Takes(node))
            {
                refusals.Record(node, LinkQuota.Flood);
                http.Response.Headers.RetryAfter = "1";
                throw Problem.TooManyRequests(LinkQuota.Wait);
            }

            if (caller.Authority is { } authority)
                await admission.SeenAsync(node, authority, ct);
            try
            {
                await answer(http, node, ct);
            }
            catch (LinkException refused) when (refused.IsRefused && !http.Response.HasStarted)
            {
                refusals.Record(node, refused.Message);
                throw Problem.Forbidden(refused.Message);
            }
        });

    private async Task JoinAsync(HttpContext http, CancellationToken ct)
    {
        var answer = await admission.JoinAsync(await ReadAsync<JoinRequest>(http, ct), ct) switch
        {
            Admission.Admitted admitted => admitted.Answer,
            Admission.Forbidden forbidden => throw Problem.Forbidden(forbidden.Reason),
            Admission.Invalid invalid => throw Problem.InvalidRequest(invalid.Reason),
            var other => throw new InvalidOperationException($"No such admission: {other}."),
        };
        await AnswerAsync(http, answer, ct);
    }

    private async Task RenewAsync(HttpContext http, NodeId node, CancellationToken ct) =>
        await AnswerAsync(http, admission.Renew(node, await ReadAsync<RenewRequest>(http, ct)) ?? throw Refused(node), ct);

    private ApiProblemException Refused(NodeId node)
    {
        refusals.Record(node, "It asked for a certificate of another key.");
        return Problem.Forbidden($"Node {node} asks for a certificate of another key than its own. A new key is a new node: join with a token.");
    }

    private async Task SendAsync(HttpContext http, NodeId node, CancellationToken ct)
    {
        http.Response.ContentType = "application/x-ndjson";
        await foreach (var message in link.ReceiveAsync(node, ct))
        {
            CompactJson.Write(http.Response.BodyWriter, message);
            http.Response.BodyWriter.Write(NewLine);
            await http.Response.BodyWriter.FlushAsync(ct);
        }
    }

    private async Task LoginAsync(HttpContext http, NodeId node, CancellationToken ct)
    {
        if (await link.LoginForAsync(node, http.RouteText("host"), ct) is { } login)
            await AnswerAsync(http, login, ct);
        else
            http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task StreamAsync(HttpContext http, NodeId node, CancellationToken ct)
    {
        await using var other = await link.OpenStreamAsync(node, http.RouteText("id"), ct);
        await BeginBothWaysAsync(http, ct);
        await PumpAsync(http, other, ct);
    }

    private static async Task BeginBothWaysAsync(HttpContext http, CancellationToken ct)
    {
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;

        // The headers alone: the worker writes when it has them, and the reader of a log says nothing that would bring them along.
        await http.Response.StartAsync(ct);
        await http.Response.Body.FlushAsync(ct);
    }

    // The worker closes when it has told all. A reader who leaves first closes the other way.
    private static async Task PumpAsync(HttpContext http, Stream other, CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task[] ways = [http.Request.Body.CopyToAsync(other, either.Token), other.CopyToAsync(http.Response.Body, either.Token)];
        var first = await Task.WhenAny(ways);
        await either.CancelAsync();
        await Task.WhenAll(ways).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await first;
    }

    /// <summary>The body, which must speak for the node that sent it.</summary>
    private static async Task<T> OwnAsync<T>(HttpContext http, Func<T, NodeId> nodeOf, CancellationToken ct)
    {
        var body = await ReadAsync<T>(http, ct);
        var node = http.Features.GetRequiredFeature<Caller>().Node;
        if (nodeOf(body) == node)
            return body;
        throw new LinkException($"Node {node} speaks for node {nodeOf(body)}.") { IsRefused = true };
    }

    // What this version does not know is ignored: the worker may be newer.
    private static async Task<T> ReadAsync<T>(HttpContext http, CancellationToken ct)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, ct);
        return CompactJson.Read<T>(body.GetBuffer().AsSpan(0, (int)body.Length));
    }

    private static Task AnswerAsync<T>(HttpContext http, T answer, CancellationToken ct)
    {
        http.Response.ContentType = MediaTypeNames.Application.Json;
        return http.Response.Body.WriteAsync(CompactJson.WriteBytes(answer), ct).AsTask();
    }

    private static async Task DoneAsync(HttpContext http, Task done)
    {
        await done;
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
