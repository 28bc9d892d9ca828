using Gantry.Model.Services;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Wire;
using Gantry.Worker.Memory;

namespace Gantry.Tests.Worker.Docker;

public sealed class ImagePlanTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Yesterday = Now - TimeSpan.FromHours(24);

    private static readonly ImageSummary Image = new() { Id = "sha256:1", RepoTags = ["team/app:v1"], RepoDigests = ["team/app@sha256:a"] };
    private static readonly PulledImage Pulled = new("sha256:1", ["team/app:v1", "team/app@sha256:a"], Yesterday);

    [Fact]
    public void What_we_pulled_and_nobody_needed_for_a_day_goes() =>
        Assert.Equal([Image], Plan([Pulled]).ToRemove);

    [Fact]
    public void What_was_needed_within_a_day_stays_unless_the_disk_is_full()
    {
        var recent = Pulled with { LastUsed = Yesterday + TimeSpan.FromSeconds(1) };

        Assert.Empty(Plan([recent]).ToRemove);
        Assert.Equal([Image], Plan([recent], isDiskFull: true).ToRemove);
    }

    [Fact]
    public void What_we_did_not_pull_stays_whatever_happens() =>
        Assert.Empty(Plan([], isDiskFull: true).ToRemove);

    [Fact]
    public void What_any_container_uses_stays_also_a_stopped_and_a_foreign_one()
    {
        var foreign = new ContainerSummary { Id = "c1", State = "exited", ImageId = Image.Id };

        var plan = Plan([Pulled], containers: [foreign], isDiskFull: true);

        Assert.Empty(plan.ToRemove);
        Assert.Equal([Image.Id], plan.Used);
    }

    [Theory]
    [InlineData("team/app:v1")]
    [InlineData("docker.io/team/app:v1")]
    [InlineData("team/app@sha256:a")]
    [InlineData("team/app:v1@sha256:a")]
    [InlineData("sha256:1")]
    public void What_a_kept_revision_names_stays(string reference)
    {
        var plan = Plan([Pulled], keep: [reference], isDiskFull: true);

        Assert.Empty(plan.ToRemove);
        Assert.Equal([Image.Id], plan.Used);
    }

    [Fact]
    public void An_image_that_others_have_tagged_is_theirs_now() =>
        Assert.Empty(Plan([Pulled], images: [Image with { RepoTags = ["team/app:v1", "mine:1"] }], isDiskFull: true).ToRemove);

    [Fact]
    public void Images_that_are_gone_are_forgotten() =>
        Assert.Equal(["sha256:1"], Plan([Pulled], images: []).Gone);

    [Fact]
    public void The_longest_unused_goes_first()
    {
        var other = new ImageSummary { Id = "sha256:0", RepoTags = ["other:1"] };
        var older = new PulledImage("sha256:0", ["other:1"], Yesterday - TimeSpan.FromDays(1));

        Assert.Equal(["sha256:0", "sha256:1"], Plan([Pulled, older], images: [Image, other]).ToRemove.Select(i => i.Id));
    }

    [Theory]
    [InlineData("nginx", "nginx:latest")]
    [InlineData("docker.io/library/nginx:1", "nginx:1")]
    [InlineData("index.docker.io/team/app:2", "team/app:2")]
    [InlineData("127.0.0.1:5000/library/app", "127.0.0.1:5000/library/app:latest")]
    [InlineData("app:1@sha256:a", "app@sha256:a")]
    [InlineData("sha256:abc", "sha256:abc")]
    public void References_are_compared_as_the_engine_lists_them(string reference, string familiar) =>
        Assert.Equal(familiar, ImageReference.Familiar(reference));

    [Fact]
    public void All_names_of_an_image_go_or_the_image_itself_when_it_has_none()
    {
        Assert.Equal(["team/app:v1"], ImagePlan.NamesToRemove(Image));
        Assert.Equal(["sha256:1"], ImagePlan.NamesToRemove(Image with { RepoTags = ["<none>:<none>"] }));
        Assert.Equal(
            ["a@sha256:a", "b@sha256:a"], ImagePlan.NamesToRemove(Image with { RepoTags = [], RepoDigests = ["a@sha256:a", "b@sha256:a"] }));
        Assert.Equal(
            ["a:1", "b@sha256:a"], ImagePlan.NamesToRemove(Image with { RepoTags = ["a:1"], RepoDigests = ["a@sha256:a", "b@sha256:a"] }));
    }

    private static ImagePlan Plan(
        PulledImage[] pulled, ImageSummary[]? images = null, ContainerSummary[]? containers = null, string[]? keep = null, bool isDiskFull = false) =>
        ImagePlan.For(pulled, images ?? [Image], containers ?? [], keep ?? [], isDiskFull, Now);
}
