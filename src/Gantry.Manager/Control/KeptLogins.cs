using Gantry.Model.Json;
using Gantry.Model.Registries;
using Gantry.Model.Stacks;

namespace Gantry.Manager.Control;

/// <summary>Logins that come with a change of what runs: the cluster keeps them, sealed, for its pulls.</summary>
internal sealed class KeptLogins(SecretSealing secrets, TimeProvider time)
{
    public IReadOnlyList<Registry> Sealed(IReadOnlyList<RegistryLogin> logins) =>
        [.. logins.Select(l => new Registry(l.Host, l.Username, secrets.Seal(CompactJson.WriteBytes(l)), time.GetUtcNow()))];

    // Sealing gives other bytes every time: a login that is known already must not look like a change.
    public void Keep(ChangeContext context, IReadOnlyList<Registry> logins)
    {
        foreach (var login in logins)
        {
            var known = context.Tx.State.FindRegistry(login.Host);
            if (known is null || !secrets.Open(known.Secret).AsSpan().SequenceEqual(secrets.Open(login.Secret)))
                context.Tx.Put(login);
        }
    }
}
