using Gantry.Manager.State;
using Gantry.Manager.State.Memory;

namespace Gantry.Tests.Manager.State;

public sealed class MemoryStateStoreTests : StateStoreContract
{
    private readonly MemoryBackend _backend = new();

    internal override IStateBackend Backend() => _backend;
}
