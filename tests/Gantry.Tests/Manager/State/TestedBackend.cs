using Gantry.Manager.State;
using Gantry.Manager.State.Memory;
using Gantry.Manager.State.Sqlite;

namespace Gantry.Tests.Manager.State;

/// <summary>A backend that a contract is run on. What was written is there again when it is opened again.</summary>
public sealed class TestedBackend : IDisposable
{
    private readonly Func<IStateBackend> _open;
    private readonly IDisposable? _kept;

    private TestedBackend(Func<IStateBackend> open, IDisposable? kept) => (_open, _kept) = (open, kept);

    public static TestedBackend Memory()
    {
        var backend = new MemoryBackend();
        return new TestedBackend(() => backend, kept: null);
    }

    public static TestedBackend Sqlite()
    {
        var folder = new TemporaryFolder();
        return new TestedBackend(() => new SqliteBackend(folder.File("gantry.db")), folder);
    }

    public void Dispose() => _kept?.Dispose();

    internal IStateBackend Open() => _open();
}
