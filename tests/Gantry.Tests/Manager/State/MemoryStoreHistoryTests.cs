namespace Gantry.Tests.Manager.State;

public sealed class MemoryStoreHistoryTests() : StoreHistoryContract(TestedBackend.Memory());
