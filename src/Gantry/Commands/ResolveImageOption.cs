using System.CommandLine;
using Gantry.Model.Api;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary>Docker's <c>--resolve-image</c>: when a deploy finds out what the images' tags mean.</summary>
internal static class ResolveImageOption
{
    public static Option<string?> Create() => new("--resolve-image")
    {
        Description = "When it is found out what image tags mean. changed (default): when a name in the file changes, by the first node that has it; "
            + "always: now, in the registries, and services whose image is another by now are replaced; "
            + "never: not at all, each node runs what it has under the name.",
        HelpName = "WHEN",
        CompletionSources = { "changed", "always", "never" },
    };

    /// <exception cref="CliException">There is no such word.</exception>
    public static ImageResolution Of(string? when) => when switch
    {
        null or "changed" => ImageResolution.Changed,
        "always" => ImageResolution.Always,
        "never" => ImageResolution.Never,
        _ => throw CliException.Usage($"--resolve-image {when}: there are changed, always and never."),
    };
}
