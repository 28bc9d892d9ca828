using Gantry.Manager.State;
using Gantry.Model.Json;
using Gantry.Model.Stacks;

namespace Gantry.Manager.Control;

/// <summary>The cluster's logins at registries, as the store keeps them.</summary>
internal static class SealedLogin
{
    /// <param name="open">Makes a secret of the store readable.</param>
    /// <returns>Null when there is none for the host.</returns>
    public static RegistryLogin? Find(Snapshot state, string host, Func<byte[], byte[]> open) =>
        state.FindRegistry(host) is { } registry ? CompactJson.Read<RegistryLogin>(open(registry.Secret)) : null;
}
