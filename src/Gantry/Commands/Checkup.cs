using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Model.Nodes;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary>The checks of <c>gantry doctor</c>, nearest first: what lies behind a problem is not looked at.</summary>
internal sealed class Checkup(Session session)
{
    // Certificates and tokens tolerate minutes; times in lists that are off by more than this mislead people.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(5);

    private readonly List<CheckItem> _checks = [];

    public async Task<IReadOnlyList<CheckItem>> RunAsync(CancellationToken ct)
    {
        if (!CheckContexts() || TargetOf() is not { } target)
            return _checks;
        foreach (var socket in target.Addresses.OfType<ApiAddress.Socket>())
            CheckSocket(socket.Path);
        await CheckServerAsync(target, ct);
        return _checks;
    }

    private bool CheckContexts()
    {
        var file = ContextFile.Of(session.Environment.Variable);
        try
        {
            var contexts = file.Load();
            var open = File.Exists(file.Path) &&
                (File.GetUnixFileMode(file.Path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0;
            _checks.Add(open
                ? new CheckItem("context file", null, $"{file.Path} is open to others, and it holds tokens.", $"chmod 600 {file.Path}")
                : new CheckItem("context file", contexts.Contexts.Count == 0 ? "none is needed for the local socket" : file.Path));
            return true;
        }
        catch (CliException e)
        {
            _checks.Add(new CheckItem("context file", null, e.Message, e.Hint));
            return false;
        }
    }

    private ApiTarget? TargetOf()
    {
        try
        {
            var target = session.Target;
            _checks.Add(new CheckItem("server address", target.ToString()));
            return target;
        }
        catch (CliException e)
        {
            _checks.Add(new CheckItem("server address", null, e.Message, e.Hint));
            return null;
        }
    }

    private void CheckSocket(string path)
    {
        if (!File.Exists(path))
        {
            _checks.Add(new CheckItem("socket", null, $"{path} does not exist.", "Start the server: gantry server. Or name another with --host."));
            return;
        }

        var mode = File.GetUnixFileMode(path);
        _checks.Add((mode & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) == 0
            ? new CheckItem("socket", path)
            : new CheckItem("socket", null, $"{path} is open to every user of this machine.", $"chmod o-rw {path}"));
    }

    private async Task CheckServerAsync(ApiTarget target, CancellationToken ct)
    {
        try
        {
            await using (var answer = await session.Api.OpenAsync(ApiCall.Get(ApiPath.Of("system")), ct))
                CheckClock(answer);
            var system = await session.Api.GetAsync(ApiPath.Of("system"), ApiJson.Default.SystemItem, ct);
            _checks.Add(system.Version == ProductVersion.Text
                ? new CheckItem("server", $"{system.Version} on {system.NodeName}")
                : new CheckItem("server", $"{system.Version} on {system.NodeName}; this client is {ProductVersion.Text}"));
            _checks.AddRange(system.Checks.Select(c => new CheckItem(c.Name, c.Detail, c.Problem)));
            await CheckNodesAsync(ct);
        }
        catch (CliException e)
        {
            _checks.Add(new CheckItem("server", null, $"{target}: {e.Message}", e.Hint));
        }
    }

    private void CheckClock(HttpAnswer answer)
    {
        if (!DateTimeOffset.TryParse(answer.Headers.GetValueOrDefault("date"), out var there))
            return;
        var difference = (session.Time.GetUtcNow() - there).Duration();
        _checks.Add(difference <= ClockTolerance
            ? new CheckItem("clock", "as the server's")
            : new CheckItem("clock", null, $"It differs from the server's by {Age.Short(difference)}.", "Let both machines take their time from one source (NTP)."));
    }

    private async Task CheckNodesAsync(CancellationToken ct)
    {
        var nodes = await session.Api.GetAsync(ApiPath.Of("nodes"), ApiJson.Default.ListedNodeItem, ct);
        _checks.AddRange(nodes.Items.Select(node => node is { State: NodeState.Ready, Problem: null }
            ? new CheckItem($"node {node.Name}", $"engine {node.Facts.EngineVersion}, {node.Tasks} tasks")
            : new CheckItem($"node {node.Name}", null, node.Problem ?? $"It is {node.State}.", $"gantry node inspect {node.Name} shows more.")));
    }
}
