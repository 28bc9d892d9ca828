using Gantry.Compose.Reading;
using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary>Keys that name a namespace to share: <c>pid</c>, <c>ipc</c>, <c>uts</c>, <c>userns_mode</c>, <c>cgroup</c>, <c>network_mode</c>.</summary>
internal static class NamespaceKeys
{
    private static readonly string[] Others = ["service:", "container:"];

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
        if (Others.Any(o => text.StartsWith(o, StringComparison.Ordinal)))
            Refuse(value, "tasks of two services, or a container that Gantry did not make, need not be on one node.");
        else
            value.Error("bad_choice", $"{value.Path} must be {string.Join(" or ", choices)}, but it is {value.Shown}.");
        return null;
    }

    public static void ReadNetworkMode(ServiceDraft service, Value value)
    {
        if (value.Node is YamlNode.Scalar { Text: "host" or "none" or "bridge" or "" } || IsOther(value))
            Change(service, n => n with { Network = Read(value, "host", "none", "bridge") });
        else
            value.Error("unsupported_value", $"{value.Path} is {value.Shown}; Gantry takes host, none and bridge.", "Name networks of the cluster under `networks:`.");
        service.NetworkMode = value;
    }

    private static bool IsOther(Value value) =>
        value.Node is not YamlNode.Scalar scalar || Others.Any(o => scalar.Text.StartsWith(o, StringComparison.Ordinal));

    private static void Refuse(Value value, string reason) =>
        value.Error("unsupported_value", $"{value.Path} is {value.Shown}, which Gantry does not do: {reason}", "Run both processes in one container, or let them meet on a network or a volume.");
}
