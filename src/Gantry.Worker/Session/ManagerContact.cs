namespace Gantry.Worker.Session;

/// <summary>When a manager was heard last. A worker that was just started is as one that has heard it just now.</summary>
internal sealed class ManagerContact(TimeProvider time)
{
    private long _heardAt = time.GetTimestamp();

    public void Heard() => Volatile.Write(ref _heardAt, time.GetTimestamp());

    public TimeSpan Silence => time.GetElapsedTime(Volatile.Read(ref _heardAt));
}
