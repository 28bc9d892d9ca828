using Gantry.Model.Wire;

namespace Gantry.Worker.Docker;

/// <summary>
/// The body of an answer that goes on, read as it comes. A break is an <see cref="EngineException"/>, and so is a
/// silence longer than <paramref name="silence"/> (null: silence is normal).
/// </summary>
/// <param name="owner">Whatever must be disposed with it: the response, the connection.</param>
internal sealed class EngineStream(
    Stream inner, EngineCall call, EngineAddress engine, TimeSpan? silence, TimeProvider time, IDisposable owner) : SequentialStream
{
    public override bool CanWrite => inner.CanWrite;

    public EngineException Broken(string reason) => EngineException.Unreachable(call, engine, reason, cause: null);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var timer = silence is { } span ? new CancellationTokenSource(span, time) : null;
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer?.Token ?? default);
        try
        {
            return await inner.ReadAsync(buffer, both.Token);
        }
        catch (Exception) when (timer is { IsCancellationRequested: true } && !cancellationToken.IsCancellationRequested)
        {
            throw EngineException.DeadlinePassed(call, engine, silence ?? default);
        }
        catch (Exception e) when (EngineFaults.Translate(e, call, engine) is { } fault)
        {
            // A cancelled read of a raw connection ends in an IOException now and then.
            cancellationToken.ThrowIfCancellationRequested();
            throw fault;
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await inner.WriteAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (EngineFaults.Translate(e, call, engine) is { } fault)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw fault;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            owner.Dispose();
        }

        base.Dispose(disposing);
    }
}
