using System.CommandLine;

namespace Gantry.Commands;

/// <summary>What <c>config</c> prints, with the names that docker has for it.</summary>
internal sealed class ConfigOptions
{
    public Option<bool> Services { get; } = new("--services") { Description = "Print the names of the services." };

    public Option<bool> Images { get; } = new("--images") { Description = "Print the images of the services." };

    public Option<bool> Volumes { get; } = new("--volumes") { Description = "Print the volumes that services use." };

    public Option<bool> Networks { get; } = new("--networks") { Description = "Print the networks that services use." };

    public Option<bool> Profiles { get; } = new("--profiles") { Description = "Print the profiles that services name." };

    public Option<bool> Environment { get; } = new("--environment") { Description = "Print the variables that fill in the files." };

    public Option<string?> Hash { get; } = new("--hash")
    {
        Description = "Print the hashes of these services' definitions; * is all. What changes one replaces or updates the service.",
        HelpName = "SERVICE,…",
    };

    public Option<bool> NoInterpolate { get; } = new("--no-interpolate", "--skip-interpolation") { Description = "Leave variables as they are written." };

    public Option<string?> Format { get; } = new("--format")
    {
        Description = "yaml or json.",
        HelpName = "FORM",
        CompletionSources = { "yaml", "json" },
    };

    public Option<string?> Output { get; } = new("--output", "-o")
    {
        Description = "yaml or json; or a file to write to, by a name with a dot or a slash.",
        HelpName = "FORM|FILE",
        CompletionSources = { "yaml", "json" },
    };

    public Command AddTo(Command command) =>
        command.With(Services, Images, Volumes, Networks, Profiles, Environment, Hash, NoInterpolate, Format, Output).With(Refused());

    // Known from docker: refused with what to do instead, not as a mistyped word.
    private static Option[] Refused() =>
    [
        Refusal("--no-normalize", "the model always has its defaults filled in; --no-interpolate prints the files merged and otherwise as they are."),
        Refusal("--no-path-resolution", "host paths are always absolute; --no-interpolate leaves them as they are written."),
        Refusal("--no-consistency", "what is inconsistent has no model; --no-interpolate prints the files merged and unchecked."),
        Refusal("--no-env-resolution", "env files are always read; --no-interpolate leaves them as they are written."),
        Refusal("--resolve-image-digests", "no registry is asked without a server; gantry plan shows the digests that a deploy would run."),
        Refusal("--lock-image-digests", "no registry is asked without a server; gantry plan shows the digests that a deploy would run."),
        Refusal("--variables", "--environment prints the variables that fill in the files."),
        Refusal("--models", "Gantry runs no models."),
    ];

    private static Option<bool> Refusal(string name, string why)
    {
        var option = new Option<bool>(name) { Hidden = true, Arity = ArgumentArity.Zero };
        option.Validators.Add(result =>
        {
            if (!result.Implicit)
                result.AddError($"{name} is not taken: {why}");
        });
        return option;
    }
}
