using Gantry.Manager.Dispatch;
using Gantry.Model.Services;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using StoreNouns = Gantry.Tests.Manager.State.Nouns;

namespace Gantry.Tests.Manager.Dispatch;

/// <summary>A tag may move while a revision runs: all its tasks run the image that the first of them found.</summary>
public sealed class ImagePinningTests : IAsyncLifetime
{
    private const string Digest = "busybox@sha256:aaaa";

    private InboxRig _rig = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _rig = await InboxRig.OpenAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Before_anybody_has_the_image_its_name_is_assigned()
    {
        var first = await _rig.AddTaskAsync(1, _rig.Here);

        Assert.Equal("busybox:1.36", Assigned(first).Image);
    }

    [Fact]
    public async Task Later_tasks_of_the_revision_run_the_image_that_the_first_worker_reported()
    {
        var first = await _rig.AddTaskAsync(1, _rig.Here);
        await ReportAsync(first, Digest);

        var second = await _rig.AddTaskAsync(2, _rig.There);

        Assert.Equal(Digest, Assigned(second).Image);
        Assert.Equal("busybox:1.36", Assigned(second).Container.Image);
        Assert.False(_rig.Store.Current.FindRevision(_rig.Service.Id, 1)!.IsLocalImage);
    }

    [Fact]
    public async Task The_first_report_stands_whatever_others_found_for_the_tag()
    {
        var (first, second) = (await _rig.AddTaskAsync(1, _rig.Here), await _rig.AddTaskAsync(2, _rig.There));
        await ReportAsync(first, Digest);

        await ReportAsync(second, "busybox@sha256:bbbb");

        Assert.Equal(Digest, _rig.Store.Current.FindRevision(_rig.Service.Id, 1)!.PinnedImage);
    }

    [Fact]
    public async Task Another_revision_is_pinned_by_its_own_first_task()
    {
        var first = await _rig.AddTaskAsync(1, _rig.Here);
        await ReportAsync(first, Digest);
        await _rig.Store.UpdateAsync(tx => tx.Put(StoreNouns.Revision(_rig.Service.Id, 2)), Ct);

        var next = await _rig.AddTaskAsync(1, _rig.Here, revision: 2);

        Assert.Equal("busybox:1.36", Assigned(next).Image);
    }

    [Fact]
    public async Task An_image_from_no_registry_is_pinned_by_its_id_and_marked_so()
    {
        var first = await _rig.AddTaskAsync(1, _rig.Here);

        await ReportAsync(first, "sha256:cccc");

        var revision = _rig.Store.Current.FindRevision(_rig.Service.Id, 1)!;
        Assert.Equal(("sha256:cccc", true), (revision.PinnedImage, revision.IsLocalImage));
    }

    [Fact]
    public async Task A_node_that_waits_for_the_tag_is_told_the_image()
    {
        var (first, second) = (await _rig.AddTaskAsync(1, _rig.Here), await _rig.AddTaskAsync(2, _rig.There));
        var told = NodeAssignments.For(SharedAssignments.Of(_rig.Store.Current), _rig.There.Id);
        await ReportAsync(first, Digest);

        var next = NodeAssignments.For(SharedAssignments.Of(_rig.Store.Current), _rig.There.Id).Since(told, term: 1, version: 2);

        Assert.Equal((second.Id, Digest), (Assert.Single(next!.Tasks).Id, next.Tasks[0].Image));
    }

    [Fact]
    public async Task What_a_registry_said_is_assigned_from_the_start_and_no_report_changes_it()
    {
        var found = StoreNouns.Revision(_rig.Service.Id, 1) with { Container = new ContainerSpec("r.example:5000/busybox:1.36") { ImageDigest = "sha256:aaaa" } };
        await _rig.Store.UpdateAsync(tx => tx.Put(found), Ct);
        var first = await _rig.AddTaskAsync(1, _rig.Here);
        Assert.Equal("r.example:5000/busybox@sha256:aaaa", Assigned(first).Image);

        await ReportAsync(first, "r.example:5000/busybox@sha256:bbbb");

        Assert.Equal("r.example:5000/busybox@sha256:aaaa", Assigned(first).Image);
        Assert.Equal(
            ["r.example:5000/busybox:1.36", "r.example:5000/busybox@sha256:aaaa"],
            NodeAssignments.For(SharedAssignments.Of(_rig.Store.Current), _rig.There.Id).ImagesToKeep);
    }

    [Fact]
    public async Task By_name_nothing_is_pinned_and_what_was_pinned_before_is_not_assigned()
    {
        var first = await _rig.AddTaskAsync(1, _rig.Here);
        await _rig.Store.UpdateAsync(tx => tx.Put(_rig.Service with { FileSpec = _rig.Service.FileSpec with { ImageByName = true } }), Ct);
        await ReportAsync(first, Digest);
        Assert.Null(_rig.Store.Current.FindRevision(_rig.Service.Id, 1)!.PinnedImage);

        await _rig.Store.UpdateAsync(tx => tx.Put(StoreNouns.Revision(_rig.Service.Id, 1) with { PinnedImage = Digest }), Ct);

        Assert.Equal("busybox:1.36", Assigned(first).Image);
    }

    private AssignedTask Assigned(ServiceTask task) => NodeAssignments.For(SharedAssignments.Of(_rig.Store.Current), task.NodeId!.Value).Tasks[task.Id];

    private Task ReportAsync(ServiceTask task, string image) =>
        _rig.ReportAsync((task.NodeId == _rig.Here.Id ? _rig.Here : _rig.There, task, new ObservedTask(TaskState.Ready, _rig.Time.GetUtcNow(), "Ready to start.") { ImageIdentity = image }));
}
