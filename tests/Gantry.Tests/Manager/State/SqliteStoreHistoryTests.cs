namespace Gantry.Tests.Manager.State;

public sealed class SqliteStoreHistoryTests() : StoreHistoryContract(TestedBackend.Sqlite());
