namespace Gantry.Manager.Dispatch;

/// <summary>The keys of the cluster's CA, as far as replacing them goes. Both are on disk when they return, and safe to repeat.</summary>
/// <param name="Replace">Takes the fingerprint of the CA to replace, gives that of the one that signs from now on.</param>
/// <param name="ForgetBefore">The CA before is not accepted any more.</param>
internal sealed record CaKeys(Func<string, string> Replace, Action ForgetBefore);
