using Gantry.Manager.Dispatch;
using Gantry.Manager.State;
using Gantry.Manager.State.Memory;
using Gantry.Model.Ids;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using Gantry.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using StoreNouns = Gantry.Tests.Manager.State.Nouns;

namespace Gantry.Tests.Manager.Dispatch;

/// <summary>A tag may move while a revision runs: all its tasks run the image that the first of them found.</summary>
public sealed class ImagePinningTests : IAsyncLifetime
{
    private const string Digest = "busybox@sha256:aaaa";

    private readonly StoreNouns _nouns = new();
    private readonly ManualTime _time = new();
    private readonly StatusInbox _inbox;
    private readonly Service _service;
    private readonly Node _here;
    private readonly Node _there;
    private StateStore _store = null!;

    public ImagePinningTests()
    {
        _inbox = new StatusInbox(null!, _time, NullLogger<StatusInbox>.Instance);
        _service = _nouns.Service("web");
        (_here, _there) = (_nouns.Node("n1"), _nouns.Node("n2"));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = await StateStore.OpenAsync(new MemoryBackend(), IdSource.Seeded(3), _time, NullLogger<StateStore>.Instance, Ct);
        await _store.UpdateAsync(
            tx =>
            {
                tx.Put(_here);
                tx.Put(_there);
                tx.Put(_service);
                tx.Put(StoreNouns.Revision(_service.Id, 1));
            },
            Ct);
    }

    public async ValueTask DisposeAsync()
    {
        _inbox.Dispose();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Before_anybody_has_the_image_its_name_is_assigned()
    {
        var first = await AddTaskAsync(1, _here);

        Assert.Equal("busybox:1.36", Assigned(first).Image);
    }

    [Fact]
    public async Task Later_tasks_of_the_revision_run_the_image_that_the_first_worker_reported()
    {
        var first = await AddTaskAsync(1, _here);
        await ReportAsync(first, Digest);

        var second = await AddTaskAsync(2, _there);

        Assert.Equal(Digest, Assigned(second).Image);
        Assert.Equal("busybox:1.36", Assigned(second).Container.Image);
        Assert.False(_store.Current.FindRevision(_service.Id, 1)!.IsLocalImage);
    }

    [Fact]
    public async Task The_first_report_stands_whatever_others_found_for_the_tag()
    {
        var (first, second) = (await AddTaskAsync(1, _here), await AddTaskAsync(2, _there));
        await ReportAsync(first, Digest);

        await ReportAsync(second, "busybox@sha256:bbbb");

        Assert.Equal(Digest, _store.Current.FindRevision(_service.Id, 1)!.PinnedImage);
    }

    [Fact]
    public async Task Another_revision_is_pinned_by_its_own_first_task()
    {
        var first = await AddTaskAsync(1, _here);
        await ReportAsync(first, Digest);
        await _store.UpdateAsync(tx => tx.Put(StoreNouns.Revision(_service.Id, 2)), Ct);

        var next = await AddTaskAsync(1, _here, revision: 2);

        Assert.Equal("busybox:1.36", Assigned(next).Image);
    }

    [Fact]
    public async Task An_image_from_no_registry_is_pinned_by_its_id_and_marked_so()
    {
        var first = await AddTaskAsync(1, _here);

        await ReportAsync(first, "sha256:cccc");

        var revision = _store.Current.FindRevision(_service.Id, 1)!;
        Assert.Equal(("sha256:cccc", true), (revision.PinnedImage, revision.IsLocalImage));
    }

    [Fact]
    public async Task A_node_that_waits_for_the_tag_is_told_the_image()
    {
        var (first, second) = (await AddTaskAsync(1, _here), await AddTaskAsync(2, _there));
        var told = NodeAssignments.For(_store.Current, _there.Id);
        await ReportAsync(first, Digest);

        var next = NodeAssignments.For(_store.Current, _there.Id).Since(told, term: 1, version: 2);

        Assert.Equal((second.Id, Digest), (Assert.Single(next!.Tasks).Id, next.Tasks[0].Image));
    }

    [Fact]
    public async Task What_a_registry_said_is_assigned_from_the_start_and_no_report_changes_it()
    {
        var found = StoreNouns.Revision(_service.Id, 1) with { Container = new ContainerSpec("r.example:5000/busybox:1.36") { ImageDigest = "sha256:aaaa" } };
        await _store.UpdateAsync(tx => tx.Put(found), Ct);
        var first = await AddTaskAsync(1, _here);
        Assert.Equal("r.example:5000/busybox@sha256:aaaa", Assigned(first).Image);

        await ReportAsync(first, "r.example:5000/busybox@sha256:bbbb");

        Assert.Equal("r.example:5000/busybox@sha256:aaaa", Assigned(first).Image);
        Assert.Equal(
            ["r.example:5000/busybox:1.36", "r.example:5000/busybox@sha256:aaaa"],
            NodeAssignments.For(_store.Current, _there.Id).ImagesToKeep);
    }

    [Fact]
    public async Task By_name_nothing_is_pinned_and_what_was_pinned_before_is_not_assigned()
    {
        var first = await AddTaskAsync(1, _here);
        await _store.UpdateAsync(tx => tx.Put(_service with { FileSpec = _service.FileSpec with { ImageByName = true } }), Ct);
        await ReportAsync(first, Digest);
        Assert.Null(_store.Current.FindRevision(_service.Id, 1)!.PinnedImage);

        await _store.UpdateAsync(tx => tx.Put(StoreNouns.Revision(_service.Id, 1) with { PinnedImage = Digest }), Ct);

        Assert.Equal("busybox:1.36", Assigned(first).Image);
    }

    private AssignedTask Assigned(ServiceTask task) => NodeAssignments.For(_store.Current, task.NodeId!.Value).Tasks[task.Id];

    private async Task<ServiceTask> AddTaskAsync(int slot, Node node, int revision = 1)
    {
        var task = _nouns.Task(_service, slot, node.Id) with { Revision = revision };
        await _store.UpdateAsync(tx => tx.Put(task), Ct);
        return task;
    }

    private async Task ReportAsync(ServiceTask task, string image)
    {
        var observed = new ObservedTask(TaskState.Ready, _time.GetUtcNow(), "Ready to start.") { ImageIdentity = image };
        await _store.UpdateAsync(tx => _inbox.Apply(tx, [(task.NodeId!.Value, new TaskReport(task.Id, observed))]), Ct);
    }
}
