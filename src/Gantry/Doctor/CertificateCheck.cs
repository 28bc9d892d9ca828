using Gantry.Output;

namespace Gantry.Doctor;

/// <summary>How long a worker is still let in. Pure.</summary>
internal static class CertificateCheck
{
    // A manager that was away for a day is no reason to worry anybody.
    private static readonly TimeSpan LateRenewal = TimeSpan.FromDays(1);

    public static IEnumerable<CheckItem> Of(FolderFacts folder, DateTimeOffset now)
    {
        if (folder.CertificateEnd is not { } end)
            yield break;
        if (end <= now)
        {
            yield return CheckItem.Fail(
                "certificate", $"The node's certificate ended on {Day(end)}: no manager lets it in.",
                "On a manager: gantry node token create. Here: start gantry worker with that --token and --join.");
        }
        else if (folder.RenewAt is { } renew && renew + LateRenewal < now)
        {
            yield return CheckItem.Warn(
                "certificate", $"The node's certificate ends on {Day(end)}, and should have been renewed on {Day(renew)}.",
                "Start gantry worker, and look in its log for why the manager does not renew it.");
        }
        else
        {
            yield return CheckItem.Pass("certificate", $"until {Day(end)}, renewed by itself before");
        }
    }

    private static string Day(DateTimeOffset time) => $"{time.UtcDateTime:yyyy-MM-dd}";
}
