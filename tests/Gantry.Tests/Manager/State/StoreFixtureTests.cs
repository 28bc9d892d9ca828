using System.Runtime.CompilerServices;
using System.Text;
using Gantry.Manager.State;
using Gantry.Manager.State.Sqlite;
using Gantry.Model.Deployments;
using Gantry.Model.Ids;
using Gantry.Model.Networks;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;
using Gantry.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Tests.Manager.State;

/// <summary>
/// Stores of released versions, frozen: this version must read each of them. Never write one anew; a change of what is stored
/// adds a folder of its own, made by the explicit test below.
/// </summary>
public sealed class StoreFixtureTests : IDisposable
{
    private const string Newest = "v2";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task A_store_of_an_earlier_release_reads_as_it_did_then(string version)
    {
        // A new version's fixture is written once, by UPDATE=1, and never again.
        if (Environment.GetEnvironmentVariable("UPDATE") == "1" && !Directory.Exists(Fixture(version)))
            await WriteAsync();
        File.Copy(System.IO.Path.Combine(Fixture(version), "gantry.db"), _folder.File("read.db"));

        await using var store = await OpenAsync(_folder.File("read.db"));

        Assert.Equal(await File.ReadAllTextAsync(System.IO.Path.Combine(Fixture(version), "expected.txt"), Ct), await TellAsync(store));
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task A_store_of_an_earlier_release_is_as_it_was_until_it_is_written_on(string version)
    {
        var released = System.IO.Path.Combine(Fixture(version), "gantry.db");
        File.Copy(released, _folder.File("gantry.db"));
        await using (var store = await OpenAsync(_folder.File("gantry.db")))
            Assert.NotEmpty(store.Current.Tasks);
        Assert.Equal(await File.ReadAllBytesAsync(released, Ct), await File.ReadAllBytesAsync(_folder.File("gantry.db"), Ct));

        await using (var store = await OpenAsync(_folder.File("gantry.db")))
        {
            var tx = store.Begin();
            foreach (var task in store.Current.Tasks)
                tx.Put(task with { Desired = DesiredState.Remove });
            await store.CommitAsync(tx, Ct);
        }

        await using var again = await OpenAsync(_folder.File("gantry.db"));
        Assert.All(again.Current.Tasks, t => Assert.Equal(DesiredState.Remove, t.Desired));
        using var database = Database.Open(_folder.File("gantry.db"));
        Assert.Equal(Schema.Version, SchemaUpgrade.VersionOf(database));
        Assert.Equal(Schema.Tables, database.ReadTexts("SELECT sql FROM sqlite_schema ORDER BY name"));
    }

    private async Task WriteAsync()
    {
        Directory.CreateDirectory(Fixture(Newest));
        var path = _folder.File("gantry.db");
        await using (var store = await OpenAsync(path))
            await FillAsync(store);
        AddRowOfTheFuture(path);

        await using (var store = await OpenAsync(path))
            await File.WriteAllTextAsync(System.IO.Path.Combine(Fixture(Newest), "expected.txt"), await TellAsync(store), Ct);
        File.Copy(path, System.IO.Path.Combine(Fixture(Newest), "gantry.db"), overwrite: false);
    }

    private static string Fixture(string version, [CallerFilePath] string here = "") =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here) ?? "", "..", "..", "..", "Fixtures", "store", version));

    private static Task<StateStore> OpenAsync(string path) =>
        StateStore.OpenAsync(new SqliteBackend(path), IdSource.Seeded(1), new ManualTime(), NullLogger<StateStore>.Instance, Ct);

    private static async Task FillAsync(StateStore store)
    {
        var nouns = new Nouns(seed: 7);
        var service = nouns.Service("web") with
        {
            Overrides = ServiceOverrides.None with { Replicas = 3, Image = "busybox:1.36" },
            ChosenPorts = new Dictionary<string, int> { ["80/tcp"] = 30_080 },
        };
        var node = nouns.Node("n1") with
        {
            Facts = new NodeFacts("linux", "amd64", "20.10.24", "1.41", 4, 8L << 30, 100L << 30),
            Labels = new Dictionary<string, string> { ["zone"] = "a" },
        };
        var running = nouns.Task(service, slot: 1, node.Id, TaskState.Running);
        running = running with
        {
            Observed = running.Observed with { ContainerId = "c0ffee", Health = TaskHealth.Healthy, Addresses = [new TaskAddress("shop_default", "10.128.0.2")] },
        };
        var failed = nouns.Task(service, slot: 2, node.Id, TaskState.Failed) with { RestartCount = 2, NotBefore = Nouns.Time.AddSeconds(20) };
        var deployment = nouns.Deployment() with { Services = [new ServiceProgress("web", DeploymentState.Running, 3, 1, "waits for a node")] };

        var tx = store.Begin();
        tx.Put(Nouns.Stack("shop") with { Labels = new Dictionary<string, string> { ["team"] = "blue" } });
        tx.Put(Nouns.StackRevision("shop", 1) with { Services = [service.FileSpec], Networks = [new NetworkSpec("shop_default")] });
        tx.Put(service);
        tx.Put(Nouns.Revision(service.Id, 1) with { PinnedImage = "sha256:aa", IsLocalImage = true });
        tx.Put(node);
        tx.Put(Nouns.Network("shop_default") with { Subnets = new Dictionary<NodeId, string> { [node.Id] = "10.128.0.0/25" } });
        tx.Put(Nouns.Volume("shop_data") with { Nodes = [node.Id] });
        tx.Put(deployment);
        tx.Put(Nouns.Registry("registry.test:5000"));
        tx.AddEvent(Nouns.Event("Stack shop was deployed.") with { Stack = "shop", Actor = "ada" });
        await store.CommitAsync(tx, Ct);

        var second = store.Begin();
        second.Put(running);
        second.Put(failed);
        second.AddEvent(Nouns.Event("Task shop_web.2 failed.") with { Type = "task.failed", TaskId = failed.Id, NodeId = node.Id });
        await store.CommitAsync(second, Ct);
    }

    /// <summary>What a later version may write under the same schema: a member and an enum text that this one does not know.</summary>
    private static void AddRowOfTheFuture(string path)
    {
        using var database = Database.Open(path);
        var value = Encoding.UTF8.GetBytes(
            """{"id":"aaaaaaaaaaaaaaaa","name":"later","state":"hibernating","availability":"active","address":"192.0.2.9","mood":{"good":true},"facts":{"os":"","architecture":"","engineVersion":"","engineApiVersion":"","cpus":0,"memoryBytes":0,"diskBytes":0},"index":1,"createdAt":"2030-01-01T00:00:00+00:00"}""");
        var name = RowName.Of("", "aaaaaaaaaaaaaaaa", stackalloc byte[RowName.MostBytes]);
        using (var insert = database.Prepare("INSERT INTO objects (kind, place, key, modified, checksum, value) VALUES (7, ?1, ?2, 3, ?3, ?4)"))
            insert.Bind(1, name.Place).Bind(2, name.Key).Bind(3, RowChecksum.Of(7, 3, name.Whole, value)).Bind(4, value).Run();

        var revision = new Revision(database.ReadNumber("SELECT epoch FROM meta"), database.ReadNumber("SELECT revision FROM meta"));
        var objects = database.ReadNumber("SELECT count(*) FROM objects");
        database.Execute($"UPDATE meta SET objects = {objects}, checksum = {Schema.MetaChecksum(revision, objects)}");
    }

    private static async Task<string> TellAsync(StateStore store)
    {
        var now = store.Current;
        object[] nouns =
        [
            now.Settings, .. now.Stacks, .. now.Stacks.SelectMany(s => now.RevisionsOf(s.Name)), .. now.Services,
            .. now.Services.SelectMany(s => now.RevisionsOf(s.Id)), .. now.Tasks, .. now.Nodes, .. now.Networks, .. now.Volumes,
            .. now.Deployments, .. now.Registries,
        ];
        var text = new StringBuilder($"revision {now.Revision}\n");
        foreach (var noun in nouns)
        {
            var key = ObjectKey.OfNoun(noun);
            text.Append($"{now.ModifiedAt(key)} {key} {Encoding.UTF8.GetString(NounJson.Write(key.Kind, noun))}\n");
        }

        foreach (var told in await store.ReadEventsAsync(new EventQuery(Revision.None, 100), Ct))
            text.Append($"{told.Revision} event {told.Event.Type} {told.Event.Message} {told.Event.TaskId} {told.Event.Actor}\n");
        return text.ToString();
    }
}
