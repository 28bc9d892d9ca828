using Gantry.Manager.Planning;
using Gantry.Model.Ids;
using Gantry.Model.Services;

namespace Gantry.Tests.Manager.Planning;

public sealed class SpecDiffTests
{
    private const string Preamble = "mkdir -p /www/cgi-bin && chmod 755 /www/cgi-bin && chown nobody /www/cgi-bin && cd /www && ";

    [Fact]
    public void Two_long_commands_are_shown_from_shortly_before_their_first_difference()
    {
        var reason = Between(Shell(Preamble + "echo hello"), Shell(Preamble + "echo bonjour"));

        Assert.Equal("command: … && cd /www && echo hello → … && cd /www && echo bonjour", reason);
    }

    [Fact]
    public void Short_commands_are_shown_whole() =>
        Assert.Equal("command: sh -c echo hello → sh -c echo bonjour", Between(Shell("echo hello"), Shell("echo bonjour")));

    [Theory]
    [InlineData(1_000, 90_000, "stopGracePeriod: 1s → 1m30s")]
    [InlineData(0, 7_205_500, "stopGracePeriod: 0s → 2h5.5s")]
    public void Durations_are_written_as_in_compose_files(int oldMilliseconds, int nextMilliseconds, string reason)
    {
        var (old, next) = (TimeSpan.FromMilliseconds(oldMilliseconds), TimeSpan.FromMilliseconds(nextMilliseconds));

        Assert.Equal(reason, Between(Busybox with { StopGracePeriod = old }, Busybox with { StopGracePeriod = next }));
    }

    [Fact]
    public void A_user_and_group_are_no_duration() =>
        Assert.Equal("user: 10:10 → 11:11", Between(Busybox with { User = "10:10" }, Busybox with { User = "11:11" }));

    [Theory]
    [InlineData(1, 2, "replicas: 1 → 2")]
    [InlineData(2, 1, "replicas: 2 → 1")]
    public void A_default_is_told_by_its_value(int old, int next, string reason) =>
        Assert.Equal([reason], SpecDiff.Between(new ServiceSpec("web", Busybox, Replicas: old), new ServiceSpec("web", Busybox, Replicas: next)));

    [Fact]
    public void No_limit_is_no_number() =>
        Assert.Equal("limits.memoryBytes: default → 1024", Between(Busybox, Busybox with { Limits = new Reservation(MemoryBytes: 1024) }));

    [Fact]
    public void What_scale_and_update_said_is_marked()
    {
        var file = new ServiceSpec("web", Busybox, Replicas: 2);
        var overrides = new ServiceOverrides { Replicas = 3, Image = "busybox:2", EnvAdd = new Dictionary<string, string> { ["A"] = "1" } };
        var (scaled, plain) = (Service(file, overrides), Service(file, ServiceOverrides.None));

        Assert.Equal(
            ["environment: -A (override ends)", "image: busybox:2 (override) → busybox:1.36", "replicas: 3 (override) → 2"],
            SpecDiff.Between(scaled, plain));
        Assert.Equal(
            ["environment: +A (override)", "image: busybox:1.36 → busybox:2 (override)", "replicas: 2 → 3 (override)"],
            SpecDiff.Between(plain, scaled));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("sha256:00000000000000000000")]
    public void What_a_registry_says_of_a_tag_is_told_in_words(string? before) => Assert.Equal(
        "image busybox:1.36 now means sha256:0123456789ab… in its registry",
        Between(Busybox with { ImageDigest = before }, Busybox with { ImageDigest = "sha256:0123456789abcdef0123" }));

    [Fact]
    public void Another_image_says_by_itself_that_it_is_another() => Assert.Equal(
        "image: busybox:1.36 → busybox:2",
        Between(Busybox with { ImageDigest = "sha256:0123456789abcdef0123" }, Busybox with { Image = "busybox:2" }));

    [Fact]
    public void That_an_image_is_run_by_its_name_is_told_in_words()
    {
        var (pinned, named) = (new ServiceSpec("web", Busybox), new ServiceSpec("web", Busybox) { ImageByName = true });

        Assert.Equal(["image busybox:1.36: each node runs what it has under that name"], SpecDiff.Between(pinned, named));
        Assert.Equal(["image busybox:1.36: all nodes run the one that it is found to mean"], SpecDiff.Between(named, pinned));
    }

    private static Service Service(ServiceSpec file, ServiceOverrides overrides) =>
        new(IdSource.Seeded(1).NextService(), "shop", file, overrides, 1, default, default);

    private static ContainerSpec Busybox => new("busybox:1.36");

    private static ContainerSpec Shell(string script) => Busybox with { Command = ["sh", "-c", script] };

    private static string Between(ContainerSpec old, ContainerSpec next) =>
        string.Join("; ", SpecDiff.Between(new ServiceSpec("web", old), new ServiceSpec("web", next)));
}
