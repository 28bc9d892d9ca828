using System.CommandLine;

namespace Gantry.Commands;

/// <summary>
/// Options that several commands share: one object each, so that a value is found wherever it was typed, and made when a
/// command first has it.
/// </summary>
internal sealed class CommonOptions(LiveNames names)
{
    private const string FilterText =
        "key=value; values of one key are alternatives, different keys must all match. Of an id the first letters are enough, of a name= any part.";

    public Option<string?> Host => field ??= new("--host", "-H")
    {
        Description = "Server to talk to: unix:///PATH or https://HOST[:PORT]. Default: GANTRY_HOST, the current context, the local socket.",
        HelpName = "ADDRESS",
        Recursive = true,
    };

    public Option<string?> Context => field ??= new("--context")
    {
        Description = "Context to use instead of the current one.",
        HelpName = "NAME",
        Recursive = true,
        CompletionSources = { _ => names.Of(NameKind.Context) },
    };

    public Option<bool> Debug => field ??= new("--debug")
    {
        Description = "Show the trace of an error.",
        Recursive = true,
    };

    public Option<string?> Output => field ??= new("--output", "-o")
    {
        Description = "table, wide, json, yaml or name.",
        HelpName = "FORM",
        CompletionSources = { "table", "wide", "json", "yaml", "name" },
    };

    public Option<string?> Format => field ??= new("--format")
    {
        Description = "As docker: json (a line each), table, or a template such as '{{.Name}}'.",
        HelpName = "TEMPLATE",
    };

    public Option<bool> Quiet => field ??= new("--quiet", "-q") { Description = "Print ids alone." };

    /// <summary>Of what lists no ids.</summary>
    public Option<bool> Silent => field ??= new("--quiet", "-q") { Description = "Print nothing: the exit code says it." };

    public Option<bool> NoTrunc => field ??= new("--no-trunc") { Description = "Shorten nothing." };

    public Option<string[]> Filter => field ??= new("--filter", "-f") { Description = FilterText, HelpName = "KEY=VALUE" };

    /// <summary>Where <c>-f</c> is <c>--follow</c>.</summary>
    public Option<string[]> LongFilter => field ??= new("--filter") { Description = FilterText, HelpName = "KEY=VALUE" };

    public Option<bool> Watch => field ??= new("--watch", "-w") { Description = "Go on showing changes." };

    public Option<bool> Yes => field ??= new("--yes", "-y") { Description = "Do not ask." };

    public Option<bool> Detach => field ??= new("--detach", "-d") { Description = "Do not wait until the change is through." };

    public Option<bool> DryRun => field ??= new("--dry-run") { Description = "Show what would change, and change nothing." };

    public WaitLimit Timeout => field ??= new("The deployment", minutes: 10);

    public Option<string?> Progress => field ??= new("--progress")
    {
        Description = "auto, plain (a line for each change), json (a JSON text for each change) or none.",
        HelpName = "FORM",
        CompletionSources = { "auto", "plain", "json", "none" },
    };
}
