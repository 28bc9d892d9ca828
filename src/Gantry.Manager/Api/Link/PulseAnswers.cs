using System.Buffers;
using System.Text.Json;
using Gantry.Manager.Control;
using Gantry.Model.Json;
using Gantry.Model.Nodes;
using Gantry.Model.Wire;
using Microsoft.AspNetCore.Http;

namespace Gantry.Manager.Api.Link;

/// <summary>
/// Signs of life, a line each way. The request that they come over may last for months: what a request is asked at its beginning
/// is asked with each of them.
/// </summary>
internal sealed class PulseAnswers(IManagerLink link, Func<HttpContext, Caller?> authenticate, NodeSigning signing, NodeRefusals refusals, LinkQuota quota)
{
    private const int LongestHeartbeat = 1_024;

    /// <summary>Returns when the worker has left or is to.</summary>
    public async Task AnswerAsync(HttpContext http, NodeId node, CancellationToken ct)
    {
        string? told = null;
        while (true)
        {
            var read = await http.Request.BodyReader.ReadAsync(ct);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                var answer = await HearAsync(http, node, rest.Slice(0, end), told, ct);
                CompactJson.Write(http.Response.BodyWriter, answer);
                http.Response.BodyWriter.Write("\n"u8);
                await http.Response.BodyWriter.FlushAsync(ct);
                if (answer.Problem is not null)
                    return;
                told = answer.Authorities ?? told;
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            http.Request.BodyReader.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted || rest.Length > LongestHeartbeat)
                return;
        }
    }

    private async Task<HeartbeatAnswer> HearAsync(HttpContext http, NodeId node, ReadOnlySequence<byte> line, string? told, CancellationToken ct)
    {
        try
        {
            _ = authenticate(http);
            if (!quota.Takes(node))
            {
                refusals.Record(node, LinkQuota.Flood);
                return Refused(LinkQuota.Wait);
            }

            await link.HeartbeatAsync(node, CompactJson.Read<Heartbeat>(line.ToArray()), ct);
            var hold = signing.Fingerprints();
            return new HeartbeatAnswer(hold == told ? null : hold);
        }
        catch (ApiProblemException unknown)
        {
            return Refused(unknown.Message);
        }
        catch (JsonException unreadable)
        {
            return Refused($"This is no sign of life: {unreadable.Message}");
        }
        catch (LinkException unheard)
        {
            return new HeartbeatAnswer(Problem: unheard.Message, IsRefused: unheard.IsRefused);
        }
    }

    private static HeartbeatAnswer Refused(string reason) => new(Problem: reason, IsRefused: true);
}
