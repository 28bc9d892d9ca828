namespace Gantry.Doctor;

/// <summary>Who sets the clock of this machine.</summary>
internal static class TimeServiceProbe
{
    // As the kernel has the names of processes: at most 15 characters.
    private static readonly Dictionary<string, string> Services = new()
    {
        ["chronyd"] = "chronyd",
        ["systemd-timesyn"] = "systemd-timesyncd",
        ["ntpd"] = "ntpd",
        ["openntpd"] = "openntpd",
        ["phc2sys"] = "phc2sys",
    };

    /// <returns>Null: none that is known.</returns>
    public static string? Find() => Directory.EnumerateDirectories("/proc")
        .Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0]))
        .Select(NameOf)
        .Select(n => Services.GetValueOrDefault(n))
        .FirstOrDefault(s => s is not null);

    private static string NameOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "comm")).Trim();
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
