using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Transcripts;

/// <summary>Two servers, one for pipes and one for a terminal, on which all stories are played one after the other.</summary>
public sealed class Stages(LocalEngine engine) : IAsyncLifetime
{
    private Stage? _pipes;
    private Stage? _terminal;

    public async ValueTask InitializeAsync()
    {
        var ct = TestContext.Current.CancellationToken;
        var pipes = Stage.OpenAsync(engine, hasTerminal: false, ct);
        var terminal = Stage.OpenAsync(engine, hasTerminal: true, ct);
        _pipes = await pipes;
        _terminal = await terminal;
    }

    internal async Task<(IReadOnlyList<Said> Pipes, IReadOnlyList<Said> Terminal)> PlayAsync(Story story, CancellationToken ct)
    {
        if (_pipes is null || _terminal is null)
            throw new InvalidOperationException("Not opened yet.");
        var pipes = _pipes.PlayAsync(story, ct);
        var terminal = _terminal.PlayAsync(story, ct);
        await Task.WhenAll(pipes, terminal);
        return (await pipes, await terminal);
    }

    public async ValueTask DisposeAsync()
    {
        if (_pipes is not null)
            await _pipes.DisposeAsync();
        if (_terminal is not null)
            await _terminal.DisposeAsync();
    }
}
