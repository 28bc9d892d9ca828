using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Tests.Worker.Docker;

public sealed class PullSummaryTests
{
    private const long MiB = 1024 * 1024;

    private readonly PullSummary _summary = new("web:1");

    [Fact]
    public void Layers_are_added_up()
    {
        Assert.Equal("Pulling web:1: 1 of 10 MiB.", _summary.Add(Line("a", 1 * MiB, 10 * MiB)));
        Assert.Equal("Pulling web:1: 6 of 30 MiB.", _summary.Add(Line("b", 5 * MiB, 20 * MiB)));
        Assert.Equal("Pulling web:1: 15 of 30 MiB.", _summary.Add(Line("a", 10 * MiB, 10 * MiB)));
    }

    [Fact]
    public void What_people_would_read_twice_is_said_once()
    {
        _summary.Add(Line("a", 1 * MiB, 10 * MiB));

        Assert.Null(_summary.Add(Line("a", (1 * MiB) + 1_000, 10 * MiB)));
        Assert.Equal("Pulling web:1: 2 of 10 MiB.", _summary.Add(Line("a", 2 * MiB, 10 * MiB)));
    }

    [Fact]
    public void Remarks_and_layers_without_a_size_say_nothing()
    {
        Assert.Null(_summary.Add(new PullProgress { Status = "Pulling from library/busybox" }));
        Assert.Null(_summary.Add(new PullProgress { Layer = "a", Status = "Waiting", Bytes = new ProgressBytes(null, null) }));
        Assert.Null(_summary.Add(new PullProgress { Layer = "a", Status = "Pull complete" }));
    }

    [Fact]
    public void A_layer_that_has_only_a_size_is_not_begun() =>
        Assert.Equal("Pulling web:1: 0 of 10 MiB.", _summary.Add(Line("a", null, 10 * MiB)));

    private static PullProgress Line(string layer, long? current, long total) =>
        new() { Layer = layer, Status = "Downloading", Bytes = new ProgressBytes(current, total) };
}
