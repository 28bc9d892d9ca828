using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Gantry.Model.Json;
using Gantry.Model.Nodes;
using Gantry.Model.Stacks;
using Gantry.Model.Wire;

namespace Gantry.Worker.Session.Https;

/// <summary>
/// The worker link over HTTPS: one connection for assignments, reports and signs of life, another one for logs and commands, so
/// that a flood of these starves nothing. Each session dials anew, the next manager when one does not answer.
/// </summary>
internal sealed class HttpsLink(NodeFolder folder, NodeCredentials credentials, TimeProvider time) : IManagerLink, IDisposable
{
    private const int LongestMessage = 64 << 20;

    /// <summary>Of a session that outlives many certificates: whose output is read for longer than that asks again.</summary>
    private const int MostLeft = 32;

    private readonly Lock _lock = new();
    private NodeCredentials _credentials = credentials;
    private readonly List<ManagerConnection> _left = [];
    private ManagerConnection? _main;
    private ManagerConnection? _streams;
    private Pulse? _pulse;
    private TaskCompletionSource _behind = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _turn;

    public NodeCredentials Credentials => Volatile.Read(ref _credentials);

    public async Task<LinkWelcome> HelloAsync(WorkerHello hello, CancellationToken ct)
    {
        var main = Dial();
        try
        {
            var welcome = await main.AskAsync<WorkerHello, LinkWelcome>(HttpMethod.Post, Path(hello.NodeId, "hello"), hello, ct);
            Learn(welcome);
            return welcome;
        }
        catch (LinkException)
        {
            _turn++;
            throw;
        }
    }

    public async IAsyncEnumerable<WorkerMessage> ReceiveAsync(NodeId node, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var stream = await Main.ListenAsync(Path(node, "assignments"), ct);
        var reader = PipeReader.Create(stream);
        while (true)
        {
            ReadResult read;
            try
            {
                read = await reader.ReadAsync(ct);
            }
            catch (Exception cut) when (cut is IOException or HttpRequestException)
            {
                throw new LinkException($"The line to {Main.Manager} broke: {cut.Message}", cut);
            }

            var rest = read.Buffer;
            while (TryTake(ref rest, out var message))
                yield return message;
            if (rest.Length > LongestMessage)
                throw new LinkException($"{Main.Manager} sends a message of more than {LongestMessage >> 20} MiB.");
            reader.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted)
                throw new LinkException($"{Main.Manager} ended the session.");
        }
    }

    public Task ReportAsync(StatusReport report, CancellationToken ct) => Main.TellAsync(Path(report.NodeId, "reports"), report, within: null, ct);

    public async Task HeartbeatAsync(NodeId node, Heartbeat heartbeat, CancellationToken ct)
    {
        var pulse = await PulseAsync(node, ct);
        await pulse.BeatAsync(heartbeat, ct);
        var known = Credentials;
        if (pulse.Authorities is { } announced && (announced != known.Fingerprints || !known.IsOfNewest))
            Volatile.Read(ref _behind).TrySetResult();
    }

    /// <summary>When the manager has said that other CAs hold than this node knows, or that its certificate is of one before.</summary>
    public Task WhenBehind() => Volatile.Read(ref _behind).Task;

    public Task TellAsync(NodeReport report, CancellationToken ct) => Main.TellAsync(Path(report.NodeId, "tell"), report, within: null, ct);

    public Task<RegistryLogin?> LoginForAsync(NodeId node, string registryHost, CancellationToken ct) =>
        Main.FindAsync<RegistryLogin>(Path(node, $"logins/{Uri.EscapeDataString(registryHost)}"), ct);

    public Task<Stream> OpenStreamAsync(NodeId node, string streamId, CancellationToken ct) => Streams.OpenAsync(Path(node, $"streams/{streamId}"), ct);

    /// <summary>
    /// Gets and keeps the node's next certificate, and the CAs that hold now. The session goes on: what is asked from now on is
    /// asked with the new one, and what is open stays open.
    /// </summary>
    public async Task RenewAsync(CancellationToken ct)
    {
        var id = Credentials.Id;
        Volatile.Write(ref _behind, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        using var connection = Connect();
        var answer = await connection.AskAsync<RenewRequest, JoinAnswer>(HttpMethod.Post, Path(id, "renew"), new RenewRequest(folder.SigningRequest()), ct);
        lock (_lock)
        {
            Volatile.Write(ref _credentials, folder.Keep(answer));
            ChangeOver();
        }
    }

    public void Dispose() => HangUp();

    private ManagerConnection Main => _main ?? throw new LinkException("There is no session: say hello first.");

    private ManagerConnection Streams
    {
        get
        {
            lock (_lock)
                return _streams ??= Connect();
        }
    }

    private static string Path(NodeId node, string rest) => $"/v1/link/{node}/{rest}";

    private static bool TryTake(ref ReadOnlySequence<byte> rest, out WorkerMessage message)
    {
        message = new WorkerMessage();
        if (rest.PositionOf((byte)'\n') is not { } end)
            return false;
        message = CompactJson.Read<WorkerMessage>(rest.Slice(0, end).ToArray());
        rest = rest.Slice(rest.GetPosition(1, end));
        return true;
    }

    // Who has a new certificate shows it on a new connection, and is heard from there on.
    private async Task<Pulse> PulseAsync(NodeId node, CancellationToken ct)
    {
        var main = Main;
        if (_pulse is { } pulse && pulse.Over == main)
            return pulse;
        _pulse?.Dispose();
        return _pulse = await Pulse.OpenAsync(main, node, time, ct);
    }

    // What belonged to the session before goes with it: a connection that hangs would take the next session along.
    private ManagerConnection Dial()
    {
        lock (_lock)
        {
            HangUp();
            return _main = Connect();
        }
    }

    // With its lock. Assignments, logs and commands go on over the connections that they began with; the first of those is
    // that of the assignments.
    private void ChangeOver()
    {
        if (_main is null)
            return;
        _left.Add(_main);
        if (_streams is not null)
            _left.Add(_streams);
        (_main, _streams) = (Connect(), null);
        while (_left.Count > MostLeft)
        {
            _left[1].Dispose();
            _left.RemoveAt(1);
        }
    }

    private void HangUp()
    {
        _left.ForEach(c => c.Dispose());
        _left.Clear();
        _pulse?.Dispose();
        _main?.Dispose();
        _streams?.Dispose();
        (_main, _streams, _pulse) = (null, null, null);
    }

    private ManagerConnection Connect()
    {
        var known = Credentials;
        var manager = known.Managers[_turn % known.Managers.Count];
        return new ManagerConnection(new Uri(manager), ManagerTrust.Options(known.Authorities, known.Certificate), time);
    }

    // Managers come and go, and so do their CAs: what holds now is kept for the day when the one that is known is gone.
    private void Learn(LinkWelcome welcome)
    {
        lock (_lock)
        {
            var known = Credentials;
            var held = known.Authorities.ExportCertificatePems();
            var answer = new JoinAnswer(
                known.Id, welcome.NodeName, known.ClusterId, known.Certificate.ExportCertificatePem(),
                welcome.Authorities.Length > 0 ? welcome.Authorities : held, welcome.Managers)
            {
                IssuedAt = known.IssuedAt,
            };
            var isNews = !welcome.Managers.SequenceEqual(known.Managers) || welcome.NodeName != known.Name || Plain(answer.Authorities) != Plain(held);
            if (welcome.Managers.Count > 0 && isNews)
                Volatile.Write(ref _credentials, folder.Keep(answer));
        }
    }

    private static string Plain(string pem) => pem.ReplaceLineEndings("");
}
