using Gantry.Compose.Reading;
using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary>Keys that name a namespace to share: <c>pid</c>, <c>ipc</c>, <c>uts</c>, <c>userns_mode</c>, <c>cgroup</c>, <c>network_mode</c>.</summary>
internal static class NamespaceKeys
{
    private const string OfService = "service:";

    private static readonly string[] Others = [OfService, "container:"];

    public static void Change(ServiceDraft service, Func<Namespaces, Namespaces> change)
    {
        var changed = change(service.Container.Namespaces ?? new Namespaces());
        service.Container = service.Container with { Namespaces = changed == new Namespaces() ? null : changed };
    }

    /// <returns>Null for an empty text, and, with a problem, for what is none of the choices.</returns>
    public static string? Read(Value value, params string[] choices)
    {
        if (value.WordIfAny() is not { } text)
            return null;
        if (choices.Contains(text))
            return text;
        value.Error("bad_choice", $"{value.Path} must be {string.Join(" or ", choices)}, but it is {value.Shown}.");
        return null;
    }

    /// <summary>What can also be that of <c>service:NAME</c>, which the service then waits for, or <c>container:NAME</c>. A deploy refuses these.</summary>
    public static string? ReadShared(ServiceDraft service, Value value, params string[] choices)
    {
        if (value.Node is not YamlNode.Scalar { Text: var text } || !IsOther(text))
            return Read(value, choices);
        if (text.StartsWith(OfService, StringComparison.Ordinal))
            service.SharesWith.Add((text[OfService.Length..], value.Position));
        return text;
    }

    public static void ReadNetworkMode(ServiceDraft service, Value value)
    {
        if (value.Node is not YamlNode.Scalar { Text: var text } || text is "host" or "none" or "bridge" or "" || IsOther(text))
            Change(service, n => n with { Network = ReadShared(service, value, "host", "none", "bridge") });
        else
            value.Error("unsupported_value", $"{value.Path} is {value.Shown}; Gantry takes host, none and bridge.", "Name networks of the cluster under `networks:`.");
        service.NetworkMode = value;
    }

    private static bool IsOther(string text) => Others.Any(o => text.StartsWith(o, StringComparison.Ordinal));
}
