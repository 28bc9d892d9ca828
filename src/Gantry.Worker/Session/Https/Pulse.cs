using System.Buffers;
using System.IO.Pipelines;
using Gantry.Model.Json;
using Gantry.Model.Nodes;
using Gantry.Model.Wire;

namespace Gantry.Worker.Session.Https;

/// <summary>Signs of life over one request without end, a line each way: a request for each would cost the manager three times as much.</summary>
internal sealed class Pulse : IDisposable
{
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(5);

    private readonly Stream _stream;
    private readonly PipeReader _answers;
    private readonly TimeProvider _time;

    private Pulse(ManagerConnection over, Stream stream, TimeProvider time)
    {
        Over = over;
        _stream = stream;
        _answers = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 512));
        _time = time;
    }

    public ManagerConnection Over { get; }

    /// <summary>As the manager said last: <see cref="HeartbeatAnswer.Authorities"/>.</summary>
    public string? Authorities { get; private set; }

    public static async Task<Pulse> OpenAsync(ManagerConnection over, NodeId node, TimeProvider time, CancellationToken ct) =>
        new(over, await over.OpenAsync($"/v1/link/{node}/pulse", ct), time);

    /// <summary>Returns when it was heard.</summary>
    /// <exception cref="LinkException">It was not, or the manager wants to hear no more.</exception>
    public async Task BeatAsync(Heartbeat heartbeat, CancellationToken ct)
    {
        HeartbeatAnswer answer;
        try
        {
            answer = await AskAsync(heartbeat, ct).WaitAsync(AnswersWithin, _time, ct);
        }
        catch (TimeoutException late)
        {
            throw new LinkException($"{Over.Manager} did not answer within {AnswersWithin.TotalSeconds:0.#} s.", late);
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException or ObjectDisposedException)
        {
            throw new LinkException($"The line to {Over.Manager} broke: {cut.Message}", cut);
        }

        if (answer.Problem is { } problem)
            throw new LinkException(problem) { IsRefused = answer.IsRefused };
        Authorities = answer.Authorities ?? Authorities;
    }

    public void Dispose() => _stream.Dispose();

    private async Task<HeartbeatAnswer> AskAsync(Heartbeat heartbeat, CancellationToken ct)
    {
        await _stream.WriteAsync((byte[])[.. CompactJson.WriteBytes(heartbeat), (byte)'\n'], ct);
        while (true)
        {
            var read = await _answers.ReadAsync(ct);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var answer = CompactJson.Read<HeartbeatAnswer>(read.Buffer.Slice(0, end).ToArray());
                _answers.AdvanceTo(read.Buffer.GetPosition(1, end));
                return answer;
            }

            _answers.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
                throw new LinkException($"{Over.Manager} ended the session.");
        }
    }
}
