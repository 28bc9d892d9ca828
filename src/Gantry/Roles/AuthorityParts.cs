using Gantry.Manager.Control;
using Gantry.Manager.Dispatch;
using Gantry.Manager.Security;
using Gantry.Manager.State;

namespace Gantry.Roles;

/// <summary>The cluster's CA as the parts of a manager that do not know it see it.</summary>
internal static class AuthorityParts
{
    public static NodeSigning Signing(ClusterAuthority authority, StateStore store, TimeProvider time) => new(
        NodeSigner.KeyHashOf,
        new NodeSigner(authority, () => store.Current.Settings.NodeCertificateLife, time).Issue,
        () => authority.CertificatePem,
        () => authority.Fingerprint,
        () => authority.Fingerprints,
        () => authority.ValidUntil);

    public static CaKeys Keys(ClusterAuthority authority, TimeProvider time) =>
        new(from => authority.Replace(from, time.GetUtcNow()), authority.ForgetBefore);
}
