using System.CommandLine;
using Gantry.Model.Nodes;
using Gantry.Output;
using Gantry.Roles;

namespace Gantry.Commands;

/// <summary><c>gantry worker</c>: flags first, then <c>GANTRY_*</c>, then the configuration file, as for the server.</summary>
internal static class WorkerCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var machine = new MachineOptions();
        var join = MachineOptions.Text("--join", "A manager's address. Needed once: afterwards the data folder knows.", "https://HOST:4000");
        var token = MachineOptions.Text("--token", "A join token (gantry node token create). GANTRY_TOKEN keeps it out of the list of processes.", "TOKEN");
        var config = MachineOptions.Config();
        var command = new Command("worker", "Run a worker: this machine's engine runs tasks of a cluster.") { config, join, token };
        machine.AddTo(command);
        command.SetAction((parsed, ct) =>
        {
            var values = new MachineValues(parsed, environment, ServerFile.Read(parsed.GetValue(config), [.. machine.Names, MachineOptions.NameOf(join), MachineOptions.NameOf(token)]));
            var settings = machine.Read(values);
            return new RemoteWorkerRole(settings, values.Given(join, "GANTRY_JOIN") is { } manager ? AddressOf("--join", manager) : null, TokenOf(values.Given(token, "GANTRY_TOKEN")), environment).RunAsync(ct);
        });
        return command;
    }

    /// <exception cref="CliException">It is none; the message names the option.</exception>
    public static Uri AddressOf(string option, string text)
    {
        var whole = text.Contains("://", StringComparison.Ordinal) ? text : $"https://{text}";
        return Uri.TryCreate(whole, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps && address.AbsolutePath == "/"
            ? address
            : throw CliException.Usage($"{option} is '{text}', which is no manager's address.", "Write it as https://192.0.2.1:4000: 'gantry node token create' prints it.");
    }

    // The token itself is not repeated: messages end in logs.
    private static JoinTokenText? TokenOf(string? text)
    {
        if (text is null)
            return null;
        return JoinTokenText.TryParse(text.Trim(), out var token)
            ? token
            : throw CliException.Usage("--token is no join token, or not all of one.", "It begins with gantry-join-1-. Make one on a manager: gantry node token create.");
    }
}
