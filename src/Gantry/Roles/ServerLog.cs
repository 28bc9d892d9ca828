using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Gantry.Roles;

/// <summary>Where a server's log goes: standard output, one line an entry, times in UTC.</summary>
internal static class ServerLog
{
    public static ILoggerFactory Create() => LoggerFactory.Create(logging => logging
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
        })
        .SetMinimumLevel(LogLevel.Information)
        .AddFilter("Microsoft", LogLevel.Warning)

        // What a host cannot start for is thrown too, and told in one sentence.
        .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None));
}
