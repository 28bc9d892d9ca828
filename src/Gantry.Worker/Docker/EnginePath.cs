namespace Gantry.Worker.Docker;

/// <summary>Path and query of a call, every part escaped: a name can never become another path.</summary>
internal readonly record struct EnginePath(string Text)
{
    public static EnginePath Of(params ReadOnlySpan<string> segments)
    {
        var text = "";
        foreach (var segment in segments)
            text += "/" + Uri.EscapeDataString(segment);
        return new EnginePath(text);
    }

    /// <summary>Null leaves the parameter out.</summary>
    public EnginePath With(string key, string? value) => value is null
        ? this
        : new EnginePath($"{Text}{(Text.Contains('?') ? '&' : '?')}{key}={Uri.EscapeDataString(value)}");

    public EnginePath With(string key, bool value) => value ? With(key, "1") : this;

    public override string ToString() => Text;
}
