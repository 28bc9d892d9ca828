namespace Gantry.Tests.Manager.State;

public sealed class MemoryStoreWriterTests() : StoreWriterContract(TestedBackend.Memory());
