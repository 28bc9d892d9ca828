using System.Text;
using System.Text.Json;
using Gantry.Model.Api;
using Gantry.Model.Tasks;
using Gantry.Worker.Docker.Usage;
using Gantry.Worker.Session;
using Gantry.Worker.Tasks;

namespace Gantry.Tests.Worker.Session;

public sealed class TaskUsageSamplerTests : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("gantry-usage-").FullName;
    private readonly WorkerNode _worker = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_running_task_has_the_cpu_share_of_the_last_interval_and_the_memory_of_now()
    {
        var runner = await RunAsync();
        using var sampler = Sampler(runner);
        Use(runner, cpuMicros: 10_000_000, memory: 1000);
        sampler.Sample();
        _worker.Time.Advance(TimeSpan.FromSeconds(5));
        Use(runner, cpuMicros: 12_500_000, memory: 2000);
        sampler.Sample();
        Use(runner, cpuMicros: 99_000_000, memory: 3000);

        var usage = Assert.Single(sampler.Read("n1"));

        Assert.Equal(new TaskUsage(runner.Id.ToString(), "n1", CpuShare: 0.5, MemoryBytes: 3000, MemoryLimitBytes: 8000, Pids: 2), usage);
    }

    [Fact]
    public async Task Before_a_second_sample_the_share_is_that_of_its_whole_life()
    {
        var runner = await RunAsync();
        using var sampler = Sampler(runner);
        _worker.Time.Advance(TimeSpan.FromSeconds(10));
        Use(runner, cpuMicros: 20_000_000, memory: 1000);

        Assert.Equal(2, Assert.Single(sampler.Read("n1")).CpuShare);
        sampler.Sample();
        Assert.Equal(2, Assert.Single(sampler.Read("n1")).CpuShare);
    }

    [Fact]
    public async Task The_stream_has_a_line_a_running_task_and_none_for_what_has_ended()
    {
        var (runner, gone) = (await RunAsync(), await RunAsync());
        using var sampler = Sampler(runner, gone);
        Use(runner, cpuMicros: 1, memory: 1000);
        using var stream = new MemoryStream();

        await new UsageStream(sampler, "n1").RunAsync(stream, Ct);

        var line = Assert.Single(Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(runner.Id.ToString(), JsonSerializer.Deserialize(line, ApiJson.Default.TaskUsage)?.Task);
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    private TaskUsageSampler Sampler(params TaskRunner[] runners)
    {
        Write("proc/self/mountinfo", $"30 23 0:26 / {_root}/cg rw - cgroup2 cgroup2 rw\n");
        return new TaskUsageSampler(() => runners, new ContainerUsageReader(Path.Combine(_root, "proc")), _worker.Time);
    }

    private async Task<TaskRunner> RunAsync()
    {
        var task = _worker.NewTask();
        var runner = _worker.Run(task);
        await _worker.ReachesAsync(task, TaskState.Running);
        return runner;
    }

    private void Use(TaskRunner runner, long cpuMicros, long memory)
    {
        var (pid, id) = (runner.Container?.Pid, runner.Container?.Id);
        Write($"proc/{pid}/cgroup", $"0::/docker/{id}\n");
        Write($"cg/docker/{id}/cpu.stat", $"usage_usec {cpuMicros}\n");
        Write($"cg/docker/{id}/memory.current", $"{memory}\n");
        Write($"cg/docker/{id}/memory.max", "8000\n");
        Write($"cg/docker/{id}/pids.current", "2\n");
    }

    private void Write(string path, string text)
    {
        var full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full) ?? _root);
        File.WriteAllText(full, text);
    }
}
