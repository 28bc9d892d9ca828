using Gantry.Model.Volumes;

namespace Gantry.Manager.Schedule.Filters;

/// <summary>The users of a local volume go where its data is.</summary>
internal static class VolumeFilter
{
    /// <summary>False for volumes that every node sees (nfs, cifs, other drivers) and for those that keep nothing (tmpfs).</summary>
    public static bool Pins(VolumeSpec volume) =>
        volume.Driver == "local"
        && !(volume.Options.TryGetValue("type", out var type) && type is "nfs" or "nfs4" or "cifs" or "smb3" or "tmpfs");

    public static bool Passes(in Candidate candidate, VolumeHomes homes)
    {
        var volumes = candidate.Query.Volumes;
        for (var i = 0; i < volumes.Count; i++)
        {
            if (!homes.Admit(volumes[i], candidate.Index))
                return false;
        }

        return true;
    }

    /// <summary>One a volume whose data is elsewhere.</summary>
    public static IEnumerable<(string Reason, string Change)> Refusals(Candidate candidate, WorkingSet set)
    {
        foreach (var volume in candidate.Query.Volumes)
        {
            if (set.Volumes.Admit(volume, candidate.Index))
                continue;

            var homes = string.Join(", ", set.Volumes.Of(volume).Select(home => set.Nodes[home].Node.Name).Order(StringComparer.Ordinal));
            yield return ($"volume {volume} has its data on {homes}", $"move the data of volume {volume} there");
        }
    }
}
