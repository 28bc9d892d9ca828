using System.Text.Json.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Stacks;
using static Gantry.Compose.Writing.ComposeTree;

namespace Gantry.Compose.Writing;

/// <summary>The <c>build</c> section of a service.</summary>
internal static class BuildTree
{
    public static JsonObject Of(BuildSpec build, StackSpec stack) => new JsonObject { ["context"] = Text(build.Context) }
        .Add("additional_contexts", build.AdditionalContexts.Count > 0, () => Texts(build.AdditionalContexts))
        .Add("args", build.Args.Count > 0, () => new JsonObject(build.Args.Select(a => Member(a.Key, a.Value is { } value ? Text(value) : null))))
        .Add("cache_from", build.CacheFrom.Count > 0, () => Texts(build.CacheFrom))
        .Add("cache_to", build.CacheTo.Count > 0, () => Texts(build.CacheTo))
        .Add("dockerfile", build.Dockerfile is not null, () => Text(build.Dockerfile!))
        .Add("dockerfile_inline", build.DockerfileInline is not null, () => Text(build.DockerfileInline!))
        .Add("entitlements", build.Entitlements.Count > 0, () => Texts(build.Entitlements))
        .Add("extra_hosts", build.ExtraHosts.Count > 0, () => Hosts(build.ExtraHosts))
        .Add("labels", build.Labels.Count > 0, () => Texts(build.Labels))
        .Add("network", build.Network is not null, () => Text(build.Network!))
        .Add("no_cache", build.NoCache, () => true)
        .Add("no_cache_filter", build.NoCacheFilter.Count > 0, () => Texts(build.NoCacheFilter))
        .Add("platforms", build.Platforms.Count > 0, () => Texts(build.Platforms))
        .Add("privileged", build.Privileged, () => true)
        .Add("provenance", build.Provenance is not null, () => Text(build.Provenance!))
        .Add("pull", build.Pull, () => true)
        .Add("sbom", build.Sbom is not null, () => Text(build.Sbom!))
        .Add("secrets", build.Secrets.Count > 0, () => new JsonArray([.. build.Secrets.Select(s => Of(s, stack))]))
        .Add("shm_size", build.ShmSizeBytes > 0, () => Bytes(build.ShmSizeBytes))
        .Add("ssh", build.Ssh.Count > 0, () => Texts(build.Ssh))
        .Add("tags", build.Tags.Count > 0, () => Texts(build.Tags))
        .Add("target", build.Target is not null, () => Text(build.Target!))
        .Add("ulimits", build.Ulimits.Count > 0, () => Ulimits(build.Ulimits));

    private static JsonObject Of(BuildSecret secret, StackSpec stack) => new()
    {
        ["source"] = SecretKey(secret.Source, stack),
        ["target"] = Text(secret.Id),
    };
}
