using Gantry.Manager.State;
using Gantry.Manager.State.Sqlite;

namespace Gantry.Tests.Manager.State;

public sealed class SqliteStateStoreTests : StateStoreContract
{
    private readonly TemporaryFolder _folder = new();

    internal override IStateBackend Backend() => new SqliteBackend(_folder.File("gantry.db"));

    protected override ValueTask CleanAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
