using Gantry.Roles;
using Gantry.Tests.Cli;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gantry.Tests.Roles;

public sealed class PartKeeperTests
{
    [Fact]
    public async Task A_part_that_breaks_is_told_of_and_begins_again()
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var log = new ToldErrors();
        using var part = new Frail(breaks: 2);

        var kept = new PartKeeper(new EagerTime(PartKeeper.RestartDelay), log).KeepAsync(part, stopping.Token);
        await part.Works.WaitAsync(stopping.Token);
        Assert.False(kept.IsCompleted);
        await stopping.CancelAsync();
        await kept;

        Assert.Equal(["Frail: break 1", "Frail: break 2"], log.Told);
    }

    [Fact]
    public async Task A_part_that_has_done_its_work_is_left_alone()
    {
        var log = new ToldErrors();
        using var part = new Frail(breaks: 0) { EndsAtOnce = true };

        await new PartKeeper(new EagerTime(PartKeeper.RestartDelay), log).KeepAsync(part, TestContext.Current.CancellationToken);

        Assert.Empty(log.Told);
    }

    private sealed class Frail(int breaks) : BackgroundService
    {
        private readonly TaskCompletionSource _works = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _starts;

        public bool EndsAtOnce { get; init; }

        public Task Works => _works.Task;

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            if (++_starts <= breaks)
                throw new InvalidOperationException($"break {_starts}");
            _works.SetResult();
            if (!EndsAtOnce)
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stoppingToken);
        }
    }

    private sealed class ToldErrors : ILogger<PartKeeper>
    {
        public List<string> Told { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Told.Add($"{formatter(state, null).Split(' ')[0]}: {exception?.Message}");
    }
}
