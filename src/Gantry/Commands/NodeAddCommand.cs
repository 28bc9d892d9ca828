using System.CommandLine;
using Gantry.Output;
using Gantry.Remote;

namespace Gantry.Commands;

/// <summary><c>gantry node add</c>: makes a machine a node over SSH.</summary>
internal static class NodeAddCommand
{
    public static Command Create(CommandParts parts)
    {
        var machine = new Argument<string>("[USER@]HOST[:PORT]") { Description = "The machine, as ssh reaches it; a name of your ssh configuration too. The user is root, or may sudo without a password." };
        var name = MachineOptions.Text("--name", "Name of the node. Default: the machine's hostname.", "NAME");
        var role = new Option<string?>("--role") { Description = "What the machine becomes. Default worker.", HelpName = "ROLE", CompletionSources = { "worker" } };
        var labels = new Option<string[]>("--label") { Description = "A label of the node; more than one may be given.", HelpName = "KEY=VALUE" };
        var identity = MachineOptions.Text("--identity", "The private key to log in with. Default: what ssh finds.", "FILE");
        var options = new Option<string[]>("--ssh-option") { Description = "An option of ssh, as after its -o; more than one may be given.", HelpName = "KEY=VALUE" };
        var hostKey = MachineOptions.Text("--host-key", "Accept the machine's key with this fingerprint and no other. Default: what your known_hosts and ssh configuration say.", "SHA256:…");
        var join = MachineOptions.Text("--join", "The manager's address as that machine reaches it. Default: as the manager calls itself.", "https://HOST:4000");
        var binary = MachineOptions.Text("--binary", "The gantry to copy, for example one for another architecture. Default: this one.", "FILE");
        var noInstall = new Option<bool>("--no-install") { Description = "Do not install Docker or nft where they are missing: say so." };
        return new Command("add", "Make a machine a node over SSH: install Docker where it is missing, copy gantry, start it, let it join.")
            .With(machine, name, role, labels, identity, options, hostKey, join, binary, noInstall, parts.Common.DryRun, parts.Common.Quiet)
            .Does(parts, async (session, ct) =>
            {
                if (session.Get(role) is { } other and not "worker")
                    throw CliException.Usage($"--role {other}: there is worker.");
                var target = SshTarget.Parse(session.Get(machine));
                var settings = new SshSettings(session.Get(identity), session.All(options), session.Environment.InIsTerminal);
                settings.Refuse();
                var request = new NodeAddRequest(
                    session.Get(name) is { } given ? ServerValues.NodeName(given) : null,
                    session.Get(join) is { } address ? WorkerCommand.AddressOf("--join", address).ToString().TrimEnd('/') : null,
                    !session.Get(noInstall),
                    LabelsOf(session.All(labels)),
                    await CarriedBinary.OfAsync(session.Get(binary), ct));
                var folder = Directory.CreateTempSubdirectory("gantry-node-add-");
                try
                {
                    if (session.Get(hostKey) is { } fingerprint)
                        settings = await HostKeys.AcceptAsync(target, settings, fingerprint, folder.FullName, ct);
                    return await new NodeAddition(session, new RemoteShell(target, settings), request).RunAsync(ct);
                }
                finally
                {
                    folder.Delete(recursive: true);
                }
            });
    }

    private static SortedDictionary<string, string> LabelsOf(IReadOnlyList<string> texts)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            if (text.Split('=', 2) is not [{ Length: > 0 } key, var value])
                throw CliException.Usage($"--label '{text}' is no label.", "Write KEY=VALUE.");
            labels[key] = value;
        }

        return labels;
    }
}
