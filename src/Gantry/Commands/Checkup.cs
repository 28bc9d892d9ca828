using Gantry.Client;
using Gantry.Doctor;
using Gantry.Model.Api;
using Gantry.Model.Nodes;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary>The way from the command line to the server, nearest first: what lies behind a problem is not looked at.</summary>
/// <param name="machine">What this machine is; null where it can be neither server nor worker.</param>
internal sealed class Checkup(Session session, FolderFacts? machine)
{
    private readonly List<CheckItem> _checks = [];

    /// <summary>The server that is meant is on another machine.</summary>
    public bool IsElsewhere
    {
        get
        {
            try
            {
                return session.Target.Addresses.Any(a => a is not ApiAddress.Socket);
            }
            catch (CliException)
            {
                // RunAsync tells of it.
                return false;
            }
        }
    }

    public async Task<IReadOnlyList<CheckItem>> RunAsync(CancellationToken ct)
    {
        if (!CheckContexts() || TargetOf() is not { } target)
            return _checks;
        if (IsNobody(target))
        {
            // A worker speaks to its manager by itself; who works on it may have no way of their own.
            _checks.Clear();
            if (machine is not { HasNode: true })
                Add("server", CheckResult.Warn, "None runs here, and none elsewhere is named.", "gantry server starts one; gantry worker --join makes this machine a node of another; --host names one to talk to.");
            return _checks;
        }

        foreach (var socket in target.Addresses.OfType<ApiAddress.Socket>())
            CheckSocket(socket.Path);
        await CheckServerAsync(target, ct);
        return _checks;
    }

    private bool IsNobody(ApiTarget target) => machine is { HasServer: false } &&
        target.Addresses is [ApiAddress.Socket { Path: ApiAddress.DefaultSocketPath }] && !File.Exists(ApiAddress.DefaultSocketPath);

    private void Pass(string name, string detail) => Add(name, CheckResult.Pass, detail, fix: null);

    private void Fail(string name, string detail, string? fix) => Add(name, CheckResult.Fail, detail, fix);

    private void Add(string name, CheckResult result, string detail, string? fix) => _checks.Add(new CheckItem(name, CheckPart.Server, result, detail, fix));

    private bool CheckContexts()
    {
        var file = ContextFile.Of(session.Environment.Variable);
        try
        {
            var contexts = file.Load();
            var open = File.Exists(file.Path) &&
                (File.GetUnixFileMode(file.Path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0;
            if (open)
                Fail("context file", $"{file.Path} is open to others, and it holds tokens.", $"chmod 600 {file.Path}");
            else
                Pass("context file", contexts.Contexts.Count == 0 ? "none is needed for the local socket" : file.Path);
            return true;
        }
        catch (CliException e)
        {
            Fail("context file", e.Message, e.Hint);
            return false;
        }
    }

    private ApiTarget? TargetOf()
    {
        try
        {
            var target = session.Target;
            Pass("server address", target.ToString());
            return target;
        }
        catch (CliException e)
        {
            Fail("server address", e.Message, e.Hint);
            return null;
        }
    }

    private void CheckSocket(string path)
    {
        if (!File.Exists(path))
            Fail("socket", $"{path} does not exist.", "Start the server: gantry server. Or name another with --host.");
        else if ((File.GetUnixFileMode(path) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) == 0)
            Pass("socket", path);
        else
            Fail("socket", $"{path} is open to every user of this machine.", $"chmod o-rw {path}");
    }

    private async Task CheckServerAsync(ApiTarget target, CancellationToken ct)
    {
        try
        {
            await using (var answer = await session.Api.OpenAsync(ApiCall.Get(ApiPath.Of("system")), ct))
                CheckClock(answer);
            var system = await session.Api.GetAsync(ApiPath.Of("system"), ApiJson.Default.SystemItem, ct);
            Pass("server", system.Version == ProductVersion.Text
                ? $"{system.Version} on {system.NodeName}"
                : $"{system.Version} on {system.NodeName}; this client is {ProductVersion.Text}");
            foreach (var check in system.Checks)
                Add(check.Name, check.Problem is null ? CheckResult.Pass : CheckResult.Fail, check.Problem ?? check.Detail ?? "", fix: null);
            await CheckNodesAsync(ct);
        }
        catch (CliException e)
        {
            Fail("server", $"{target}: {e.Message}", e.Hint);
        }
    }

    private void CheckClock(HttpAnswer answer)
    {
        // Of a server on this machine the clock is this one.
        if (IsElsewhere && DateTimeOffset.TryParse(answer.Headers.GetValueOrDefault("date"), out var there))
            _checks.Add(ClockCheck.Of(there - session.Time.GetUtcNow(), "server") with { Name = "server clock", Part = CheckPart.Server });
    }

    private async Task CheckNodesAsync(CancellationToken ct)
    {
        var nodes = await session.Api.GetAsync(ApiPath.Of("nodes"), ApiJson.Default.ListedNodeItem, ct);
        foreach (var node in nodes.Items)
        {
            if (node is { State: NodeState.Ready, Problem: null })
                Pass($"node {node.Name}", $"engine {node.Facts.EngineVersion}, {node.Tasks} tasks");
            else
                Fail($"node {node.Name}", node.Problem ?? $"It is {node.State}.", $"gantry node inspect {node.Name} shows more; gantry doctor on that machine looks at it.");
        }
    }
}
