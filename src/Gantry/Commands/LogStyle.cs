namespace Gantry.Commands;

internal sealed record LogStyle(bool ShowsTime, bool ShowsTask, bool IsRaw, bool IsJson);
