using System.Text;
using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Model.Nodes;
using Gantry.Output;
using Gantry.Output.Shapes;
using Gantry.Remote;

namespace Gantry.Commands;

/// <summary>The steps by which a machine becomes a node. Each is told when it is done and safe to repeat: after a failure the whole is typed again.</summary>
internal sealed class NodeAddition(Session session, RemoteShell shell, NodeAddRequest request)
{
    private const int TokenSeconds = 600;
    private const int JoinSeconds = 45;
    private const string Again = "When that is mended, type the same again: what is done already is kept.";

    private static readonly TimeSpan Short = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan InstallWithin = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan CopyWithin = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(500);

    public async Task<int> RunAsync(CancellationToken ct)
    {
        // First, so that nothing is done there for a cluster that does not answer.
        var nodes = await NodesAsync(ct);
        var machine = RemoteMachine.Parse(await shell.RunAsync(RemoteScript.Look, [], null, throughSudo: false, Short, "Is its shell a POSIX one?", ct));
        Refuse(machine, nodes);
        Tell("look", $"{machine.System}, {machine.Architecture}, {(machine.EngineVersion.Length > 0 ? $"engine {machine.EngineVersion}" : "no engine")}");

        await EngineAsync(machine, ct);
        await BinaryAsync(machine, ct);
        if (session.IsDryRun)
        {
            Tell("start", $"would start gantry worker {(machine.HasSystemd ? "with systemd" : "without systemd")}, and have it join with a token made for it");
            return ExitCode.Ok;
        }

        var node = await ReadyAsync(await JoinAsync(machine, ct), ct);
        if (request.Labels.Count > 0)
            node = await NodeCommands.UpdateAsync(session, node.Id.ToString(), new NodeUpdateRequest(LabelAdd: request.Labels), ct);
        Tell("ready", $"{node.Name} ({node.Id}) at {node.Address}{(node.Labels.Count > 0 ? $", with {string.Join(", ", Labels.Of(node.Labels))}" : "")}");
        if (session.IsQuiet)
            session.Printer.Line(node.Id.ToString());
        return ExitCode.Ok;
    }

    private async Task<IReadOnlyList<NodeItem>> NodesAsync(CancellationToken ct) =>
        (await session.Api.GetAsync(ApiPath.Of("nodes"), ApiJson.Default.ListedNodeItem, ct)).Items;

    private void Refuse(RemoteMachine machine, IReadOnlyList<NodeItem> nodes)
    {
        var where = shell.Target;
        if (machine.Os != "Linux")
            throw new CliException(ExitCode.Error, $"{where} runs {machine.Os}, and nodes run Linux.");
        if (machine.Node is { } id && nodes.FirstOrDefault(n => n.Id == id) is { } known)
        {
            throw new CliException(
                ExitCode.Conflict, $"{where} is a node already: {known.Name} ({known.Id}), {known.State}. Nothing was changed.",
                known.State == NodeState.Ready ? $"gantry node label {known.Name} changes its labels; gantry node drain and rm take it out." : "gantry doctor on that machine says what is wrong with it.");
        }

        if (machine.Node is { } strange)
        {
            throw new CliException(
                ExitCode.Conflict, $"{where} was node {strange}, which this cluster does not have: it is of another one, or was removed. Nothing was changed.",
                "If nobody needs it there: stop its gantry, rm -r /var/lib/gantry on that machine, and type this again.");
        }

        if (machine.HasServer)
            throw new CliException(ExitCode.Conflict, $"{where} has a gantry server, with its own worker. Nothing was changed.", "Add another machine, or stop that server and move its /var/lib/gantry away.");
        if (request.Name is { } name && nodes.Any(n => n.Name == name))
            throw new CliException(ExitCode.Conflict, $"There is a node '{name}' already. Nothing was changed.", "Choose another --name.");
        if (machine.Root == "no")
            throw new CliException(ExitCode.Error, $"The user at {where} is not root and may not sudo without a password.", "Log in as root@…, or let the user: echo 'USER ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/gantry");
        if (request.Binary.Architecture is { } ours && ours != machine.Architecture)
            throw new CliException(ExitCode.Error, $"{where} is a machine of {machine.Architecture}, and this gantry is for {ours}.", $"Name one for {machine.Architecture} with --binary FILE.");
    }

    private async Task EngineAsync(RemoteMachine machine, CancellationToken ct)
    {
        if (machine.IsReadyForTasks)
        {
            Tell("docker", "is there");
            return;
        }

        var missing = machine.EngineVersion.Length > 0 ? "the command nft" : "an engine that answers";
        if (!request.MayInstall)
            throw new CliException(ExitCode.Error, $"{shell.Target} has not {missing}, and --no-install leaves it so.", "Install it there: apt-get install docker.io nftables (dnf install moby-engine nftables, apk add docker nftables). Or leave out --no-install.");
        if (machine.Installer.Length == 0)
            throw new CliException(ExitCode.Error, $"{shell.Target} has not {missing}, and neither apt-get nor dnf nor apk to install it with.", "Install Docker Engine 20.10 or newer and nft there by hand. " + Again);
        if (session.IsDryRun)
        {
            Tell("docker", $"would install what is missing with {machine.Installer}, and start the engine");
            return;
        }

        var version = await shell.RunAsync(
            RemoteScript.InstallDocker, [machine.Installer], null, machine.ThroughSudo, InstallWithin,
            $"Install Docker there by hand (the distribution's package, or docs.docker.com/engine/install). {Again}", ct);
        Tell("docker", $"{version.Split('\n')[^1]}, installed and started");
    }

    private async Task BinaryAsync(RemoteMachine machine, CancellationToken ct)
    {
        var binary = request.Binary;
        if (machine.BinaryHash == binary.Hash)
        {
            Tell("binary", "is there, the same");
            return;
        }

        if (session.IsDryRun)
        {
            Tell("binary", $"would copy {ByteSize.Text(binary.Bytes)} to /usr/local/bin/gantry");
            return;
        }

        await using var file = File.OpenRead(binary.Path);
        await shell.RunAsync(
            RemoteScript.PutBinary, [binary.Hash], file, machine.ThroughSudo, CopyWithin, $"Has the disk of /usr/local/bin room, and is the binary one for {machine.Architecture}? {Again}", ct);
        Tell("binary", $"/usr/local/bin/gantry, {ByteSize.Text(binary.Bytes)} copied");
    }

    private async Task<NodeId> JoinAsync(RemoteMachine machine, CancellationToken ct)
    {
        var made = await session.Api.CallAsync(
            ApiCall.Post(ApiPath.Of("join-tokens"), new JoinTokenRequest(NodeRole.Worker, TokenSeconds), ApiJson.Default.JoinTokenRequest), ApiJson.Default.NewJoinToken, ct);
        var manager = request.Join ?? made.Managers[0];
        try
        {
            var script = machine.HasSystemd ? RemoteScript.StartWithSystemd : RemoteScript.StartWithoutSystemd;
            using var input = new MemoryStream(Encoding.UTF8.GetBytes($"{made.Text}\n{(machine.HasSystemd ? RemoteScript.Text("gantry-worker.service") : "")}"));
            await shell.RunAsync(script, [manager, request.Name ?? ""], input, machine.ThroughSudo, Short, Again, ct);
            Tell("start", machine.HasSystemd
                ? "gantry-worker.service, at each boot too"
                : "gantry worker, log in /var/log/gantry-worker.log; there is no systemd, so have your init run 'gantry worker' at boot");
            var id = await shell.RunAsync(
                RemoteScript.AwaitJoin, [$"{JoinSeconds}"], null, machine.ThroughSudo, Short + TimeSpan.FromSeconds(JoinSeconds),
                $"Does that machine reach {manager}? gantry doctor --manager {manager} there tells; --join gives another address. {Again}", ct);
            Tell("join", $"{manager}, with a token made for this machine alone");
            return NodeId.Parse(id.Split('\n')[^1].Trim());
        }
        catch
        {
            await RevokeAsync(made.Token.Id);
            throw;
        }
    }

    // Also when this was interrupted: a token that nobody waits for must not stay open.
    private async Task RevokeAsync(JoinTokenId token)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), session.Time);
        try
        {
            await session.Api.SendAsync(ApiCall.Delete(ApiPath.Of("join-tokens", token.ToString())), patience.Token);
        }
        catch (Exception e) when (e is CliException or OperationCanceledException)
        {
            session.Printer.Warning($"The join token {token} could not be revoked; it ends by itself in ten minutes.");
        }
    }

    private async Task<NodeItem> ReadyAsync(NodeId id, CancellationToken ct)
    {
        var start = session.Time.GetTimestamp();
        while (true)
        {
            var node = (await NodesAsync(ct)).FirstOrDefault(n => n.Id == id);
            if (node is { State: NodeState.Ready })
                return node;
            if (session.Time.GetElapsedTime(start) > ReadyWithin)
            {
                throw new CliException(
                    ExitCode.TimedOut, $"{shell.Target} has joined as {node?.Name ?? id.ToString()}, and is not ready after {ReadyWithin.TotalSeconds:0} s: {node?.Problem ?? $"it is {node?.State}"}.",
                    "gantry doctor on that machine says what is wrong with it.");
            }

            await Task.Delay(AskAgainAfter, session.Time, ct);
        }
    }

    private void Tell(string step, string text)
    {
        if (session.IsQuiet)
            return;
        session.Printer.Line($"{step,-8}{PlainText.Of(text)}");
        session.Printer.Flush();
    }
}
