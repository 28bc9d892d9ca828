using Gantry.Output;

namespace Gantry.Doctor;

/// <summary>Whether the manager is there and is the right one. Pure.</summary>
internal static class ManagerCheck
{
    public static IEnumerable<CheckItem> Of(ManagerFacts? manager)
    {
        if (manager is null)
            yield break;
        yield return manager switch
        {
            { IsTrusted: false } => CheckItem.Fail(
                "manager", $"{manager.Address} shows a certificate that is not of this worker's cluster.",
                "Somebody else answers at that address, or stands in between. Look at where it leads; if the cluster is a new one, join it with a new token and an empty data folder."),
            { Problem: { } problem } => CheckItem.Fail(
                "manager", problem, $"Is gantry server running there, and does a firewall on the way let TCP {PortOf(manager.Address)} through?"),
            { IsTrusted: true } => CheckItem.Pass("manager", $"{manager.Address}, of this worker's cluster"),
            { Authority: { } authority } => CheckItem.Pass("manager", $"{manager.Address} answers; its join tokens begin with gantry-join-1-{authority}"),
            _ => CheckItem.Warn("manager", $"{manager.Address} answers, and shows no CA.", "Is it a gantry server? gantry node token create prints the address."),
        };
    }

    private static int PortOf(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.Port : 4000;
}
