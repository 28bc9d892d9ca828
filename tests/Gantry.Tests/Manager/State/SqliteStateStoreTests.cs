namespace Gantry.Tests.Manager.State;

public sealed class SqliteStateStoreTests() : StateStoreContract(TestedBackend.Sqlite());
