using System.Buffers.Binary;
using System.Text;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker.Simulated;

/// <summary>Commands end at once, with what their image says about them.</summary>
internal sealed class SimulatedExecs(SimulatedState state) : IEngineExecs
{
    private readonly SortedDictionary<string, (SimulatedContainer Container, CreateExec Body, int? ExitCode)> _execs =
        new(StringComparer.Ordinal);

    public async Task<string> CreateAsync(string container, CreateExec body, CancellationToken ct)
    {
        var call = new EngineCall("create an exec in container", container);
        await state.Gate.EnterAsync(call, ct);
        lock (state.Lock)
        {
            var found = state.Container(call, container);
            if (!found.IsRunning)
                throw SimulatedAnswers.Conflict(call, $"Container {found.Id} is not running");
            var id = state.NextId();
            _execs.Add(id, (found, body, ExitCode: null));
            return id;
        }
    }

    public async Task<ExecSession> StartAsync(string exec, bool tty, CancellationToken ct)
    {
        var call = new EngineCall("start exec", exec);
        await state.Gate.EnterAsync(call, ct);
        lock (state.Lock)
        {
            var (container, body, exitCode) = Find(call, exec);
            if (!container.IsRunning || exitCode is not null)
                throw SimulatedAnswers.Conflict(call, $"Container {container.Id} is not running, or the exec {exec} has run");
            var outcome = container.Image.Exec(body.Cmd);
            _execs[exec] = (container, body, outcome.ExitCode);
            return new ExecSession(
                new SimulatedLine(Frame(Encoding.UTF8.GetBytes(outcome.Output), tty)), tty, closeInput: () => { },
                broken: _ => SimulatedGate.Broken(call));
        }
    }

    public async Task StartDetachedAsync(string exec, bool tty, CancellationToken ct) =>
        await (await StartAsync(exec, tty, ct)).DisposeAsync();

    public async Task ResizeAsync(string exec, int columns, int rows, CancellationToken ct)
    {
        var call = new EngineCall("resize the terminal of exec", exec);
        await state.Gate.EnterAsync(call, ct);
        lock (state.Lock)
            Find(call, exec);
    }

    public async Task<ExecDetails> InspectAsync(string exec, CancellationToken ct)
    {
        var call = new EngineCall("inspect exec", exec);
        await state.Gate.EnterAsync(call, ct);
        lock (state.Lock)
        {
            var (container, _, exitCode) = Find(call, exec);
            return new ExecDetails { Id = exec, ContainerId = container.Id, ExitCode = exitCode };
        }
    }

    private static byte[] Frame(byte[] output, bool tty)
    {
        if (tty || output.Length == 0)
            return output;
        var framed = new byte[8 + output.Length];
        framed[0] = (byte)OutputSource.StandardOutput;
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(4), output.Length);
        output.CopyTo(framed, 8);
        return framed;
    }

    private (SimulatedContainer Container, CreateExec Body, int? ExitCode) Find(EngineCall call, string exec) =>
        _execs.TryGetValue(exec, out var found)
            ? found
            : throw SimulatedAnswers.NotFound(call, $"No such exec instance: {exec}");
}
