using System.CommandLine;

namespace Gantry.Commands;

/// <summary>Which files a stack is read from: the options that deploy, plan, validate and config share.</summary>
internal sealed class DeployOptions
{
    public Option<string[]> Files { get; } = new("--file", "-f", "--compose-file", "-c")
    {
        Description = "Compose file; - is standard input. Several are merged in order. Default: compose.yaml and its override.",
        HelpName = "FILE",
    };

    public Option<string[]> EnvFiles { get; } = new("--env-file")
    {
        Description = "File with variables, instead of .env; a later one wins.",
        HelpName = "FILE",
    };

    public Option<string[]> Profiles { get; } = new("--profile")
    {
        Description = "Profile to switch on.",
        HelpName = "NAME",
    };

    public Option<string?> ProjectName { get; } = new("--project-name", "-p")
    {
        Description = "Name of the stack, where STACK is not given.",
        HelpName = "NAME",
    };

    public Option<string?> ProjectDirectory { get; } = new("--project-directory")
    {
        Description = "Folder that relative paths start from. Default: the first file's.",
        HelpName = "FOLDER",
    };

    public Option<bool> AllowOutside { get; } = new("--allow-outside")
    {
        Description = "Files named by the compose file may lie outside the project folder.",
    };

    public Command AddTo(Command command) =>
        command.With(Files, EnvFiles, Profiles, ProjectName, ProjectDirectory, AllowOutside);
}
