namespace Gantry.Tests.Manager.State;

public sealed class SqliteStoreWriterTests() : StoreWriterContract(TestedBackend.Sqlite());
