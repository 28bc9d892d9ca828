namespace Gantry.Compose.Mapping;

/// <summary><c>external</c> and <c>name</c> of networks and volumes.</summary>
internal static class ExternalKeys
{
    public static string? ReadName(Value value)
    {
        if (value.WordIfAny() is not { } name)
            return null;
        if (ResourceNames.IsEngineName(name))
            return name;
        if (Templates.Refuse(name, value))
            return null;
        value.Error("bad_name", $"{value.Path} {value.Shown} is not a name: it may have letters, digits and _ . - and begins with a letter or digit.");
        return null;
    }

    /// <summary>An external thing is made elsewhere: what the file says about making it has no effect.</summary>
    /// <param name="isRefused">As compose-go has it: true for volumes, where others only lose what is written beside.</param>
    public static void CheckNothingElse(Value thing, bool isRefused)
    {
        foreach (var (entry, _) in thing.Members())
        {
            if (entry.Key is "external" or "name" || entry.Value.IsNull || entry.Key.StartsWith("x-", StringComparison.Ordinal))
                continue;
            var (at, hint) = (entry.KeyPosition, $"Remove '{entry.Key}', or remove 'external'.");
            if (isRefused)
                thing.Log.Error(at, "external_conflict", $"{thing.Path} is external, so {ProblemLog.Quote(entry.Key)} would have no effect.", hint);
            else
                thing.Log.Warn(at, "external_conflict", $"{thing.Path} is external, so {ProblemLog.Quote(entry.Key)} has no effect.", hint);
        }
    }
}
