using Gantry.Model.Wire;

namespace Gantry.Worker.Session.Https;

/// <summary>Both ways of one request: what is written goes up in its body, what is read comes from its answer.</summary>
internal sealed class OpenStream(Stream answer, Stream request, OpenBody body, HttpResponseMessage response, TimeProvider time) : SequentialStream
{
    private static readonly TimeSpan ClosesWithin = TimeSpan.FromSeconds(5);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => answer.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Who follows a log wants a line when it is written.
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await request.WriteAsync(buffer, cancellationToken);
        await request.FlushAsync(cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Says that this was all, and waits until the other end has it: closing at once would cut off what is on its way.</summary>
    public override async ValueTask DisposeAsync()
    {
        body.Close();
        using var patience = new CancellationTokenSource(ClosesWithin, time);
        try
        {
            await answer.CopyToAsync(Null, patience.Token);
        }
        catch (Exception gone) when (gone is IOException or HttpRequestException or OperationCanceledException)
        {
            // The other end left first, or hangs: then nobody misses what is lost.
        }

        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Close();
            response.Dispose();
        }

        base.Dispose(disposing);
    }
}
