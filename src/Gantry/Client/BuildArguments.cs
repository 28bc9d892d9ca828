using System.Globalization;
using Gantry.Model.Secrets;
using Gantry.Model.Services;
using Gantry.Model.Stacks;

namespace Gantry.Client;

/// <summary>The arguments of <c>docker build</c> that make what a file's <c>build</c> says. Pure.</summary>
/// <param name="folder">The project's: contexts and files are relative to it.</param>
/// <param name="secrets">Of the stack, by name.</param>
/// <param name="images">Names of what the stack's services are made from, by service.</param>
internal sealed class BuildArguments(string folder, IReadOnlyDictionary<string, SecretSpec> secrets, IReadOnlyDictionary<string, string> images)
{
    /// <summary>Read from standard input.</summary>
    private const string Inline = "-";

    /// <summary>What compose asks for with <c>privileged</c>. source: docker/compose pkg/compose/build_bake.go, bakeEntitlements</summary>
    private const string Insecure = "security.insecure";

    /// <param name="image">What the image is called.</param>
    /// <param name="idFile">Where its id is to be written.</param>
    public IReadOnlyList<string> Of(BuildSpec build, string image, string idFile)
    {
        var arguments = new List<string> { "build", "--iidfile", idFile };
        foreach (var name in build.Tags.Prepend(image))
            arguments.AddRange(["--tag", name]);
        if (DockerfileOf(build) is { } dockerfile)
            arguments.AddRange(["--file", dockerfile]);
        arguments.AddRange(build.Args.SelectMany(a => (string[])["--build-arg", a.Value is { } value ? $"{a.Key}={value}" : a.Key]));
        arguments.AddRange(build.Labels.SelectMany(l => (string[])["--label", $"{l.Key}={l.Value}"]));
        arguments.AddRange(build.CacheFrom.SelectMany(c => (string[])["--cache-from", c]));
        arguments.AddRange(build.CacheTo.SelectMany(c => (string[])["--cache-to", c]));
        arguments.AddRange(build.AdditionalContexts.SelectMany(c => (string[])["--build-context", $"{c.Key}={FurtherContextOf(c.Value)}"]));
        arguments.AddRange(build.ExtraHosts.SelectMany(h => (string[])["--add-host", h]));
        arguments.AddRange(build.Ulimits.SelectMany(u => (string[])["--ulimit", string.Create(CultureInfo.InvariantCulture, $"{u.Name}={u.Soft}:{u.Hard}")]));
        arguments.AddRange(build.Secrets.SelectMany(s => (string[])["--secret", SecretOf(s)]));
        arguments.AddRange(build.Ssh.SelectMany(s => (string[])["--ssh", s]));
        if (build.Platforms.Count > 0)
            arguments.AddRange(["--platform", string.Join(',', build.Platforms)]);
        if (build.Target is { } target)
            arguments.AddRange(["--target", target]);
        if (build.Network is { } network)
            arguments.AddRange(["--network", network]);
        if (build.ShmSizeBytes > 0)
            arguments.AddRange(["--shm-size", build.ShmSizeBytes.ToString(CultureInfo.InvariantCulture)]);
        if (build.Pull)
            arguments.Add("--pull");
        if (build.NoCache)
            arguments.Add("--no-cache");
        arguments.AddRange(build.NoCacheFilter.SelectMany(s => (string[])["--no-cache-filter", s]));
        arguments.AddRange(build.Entitlements.Concat(build.Privileged ? [Insecure] : []).Distinct().SelectMany(e => (string[])["--allow", e]));
        arguments.AddRange(Attested("--provenance", build.Provenance).Concat(Attested("--sbom", build.Sbom)));

        // What follows is the context, though it may begin with a dash.
        arguments.AddRange(["--", ContextOf(build.Context)]);
        return arguments;
    }

    /// <summary>docker's older builder knows none of these; without this it would say so in words of its own.</summary>
    public static bool NeedsBuildKit(BuildSpec build) =>
        build.Secrets.Count > 0 || build.Ssh.Count > 0 || build.CacheTo.Count > 0 || build.AdditionalContexts.Count > 0
        || build.Privileged || build.Entitlements.Count > 0 || build.NoCacheFilter.Count > 0 || (build.Provenance ?? build.Sbom) is not null;

    private static string[] Attested(string option, string? how) => how is null ? [] : [$"{option}={how}"];

    private string? DockerfileOf(BuildSpec build)
    {
        if (build.DockerfileInline is not null)
            return Inline;
        return build.Dockerfile is { } file && !RemoteSource.Is(build.Context) ? Path.Combine(ContextOf(build.Context), file) : build.Dockerfile;
    }

    private string FurtherContextOf(string context) =>
        BuildSpec.ServiceOf(context) is { } service ? $"docker-image://{images[service]}" : ContextOf(context);

    private string ContextOf(string context) => RemoteSource.Is(context) ? context : Path.GetFullPath(context, folder);

    private string SecretOf(BuildSecret secret)
    {
        var declared = secrets[secret.Source];
        return declared.File is { } file ? $"id={secret.Id},src={Path.GetFullPath(file, folder)}" : $"id={secret.Id},env={declared.Environment}";
    }
}
