using System.Collections.Frozen;

namespace Gantry.Compose.Mapping;

/// <summary>Keys of the specification that Gantry will not take, each with what to do instead.</summary>
internal static class Refusals
{
    private static readonly FrozenDictionary<string, string> Hints = new Dictionary<string, string>
    {
        [".models"] = "Run the model as a service of its own, and give its address to the others by `environment`.",
        ["networks.*.ipam.options"] = "Gantry gives out addresses itself: keep `config` with a `subnet` alone.",
        ["secrets.*.driver"] = "Gantry keeps secrets itself: use `file`, `environment` or `external`.",
        ["secrets.*.driver_opts"] = "Gantry keeps secrets itself: use `file`, `environment` or `external`.",
        ["services.*.build.isolation"] = "It is for Windows containers alone: remove it.",
        ["services.*.build.secrets[].gid"] = "The Dockerfile says it: RUN --mount=type=secret,gid=…",
        ["services.*.build.secrets[].mode"] = "The Dockerfile says it: RUN --mount=type=secret,mode=…",
        ["services.*.build.secrets[].uid"] = "The Dockerfile says it: RUN --mount=type=secret,uid=…",
        ["services.*.cpu_count"] = "It is for Windows containers alone: use `cpus`.",
        ["services.*.cpu_percent"] = "It is for Windows containers alone: use `cpus`.",
        ["services.*.credential_spec"] = "It is for Windows containers alone: remove it.",
        ["services.*.external_links"] = "Let both services meet on an external network: they find each other by name there.",
        ["services.*.isolation"] = "It is for Windows containers alone: remove it.",
        ["services.*.models"] = "Run the model as a service of its own, and give its address by `environment`.",
        ["services.*.networks.*.interface_name"] = "It came with API 1.49 (Docker Engine 28.1), and Gantry speaks up to 1.48: remove it.",
        ["services.*.post_start"] = "Let the `command` do it first, or a service of its own that this one waits for: `condition: service_completed_successfully`.",
        ["services.*.pre_start"] = "Let a service of its own do it, which this one waits for: `condition: service_completed_successfully`.",
        ["services.*.pre_stop"] = "Let the process do it when the `stop_signal` comes; `stop_grace_period` is how long it may take.",
        ["services.*.provider"] = "It runs a program on the client's machine. Run that beforehand, and give what it says by `environment`.",
        ["services.*.use_api_socket"] = "Mount the engine's socket: `volumes: [/var/run/docker.sock:/var/run/docker.sock]`. Who has it is root on the node.",
        ["services.*.volumes[].image"] = "Mounts of images came with API 1.48 (Docker Engine 28.0): copy the files into a volume, or into the image.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static string? HintFor(string place, string key) => Hints.GetValueOrDefault($"{place}.{key}");
}
