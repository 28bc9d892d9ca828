using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gantry.Model.Ids;
using Gantry.Model.Json;
using Gantry.Model.Services;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Mapping;

namespace Gantry.Tests.Worker.Docker;

/// <summary>
/// Nothing is dropped in silence on the way to the engine, as <c>ComposeKeyTests</c> holds for the way to the model: each
/// member of the spec has a row which says what of the create body it changes, and nothing else changes.
/// </summary>
public sealed class ContainerBodyTests
{
    // As text: a body in which an address or a quote is an escape cannot be read.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string, string, string> Table => [.. ContainerBodyRows.All];

    [Fact]
    public void Every_member_of_the_spec_has_a_row() =>
        Assert.Equal(
            Members(typeof(ContainerSpec), "").Order(StringComparer.Ordinal),
            ContainerBodyRows.All.Select(r => r.Member).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Table))]
    public void A_member_of_the_spec_changes_this_of_the_body(string member, string spec, string body)
    {
        var given = JsonNode.Parse(spec)!.AsObject();
        Assert.Contains(member, Paths(given, ""));
        given.TryAdd("image", JsonValue.Create("web:1"));
        var read = JsonSerializer.Deserialize(given, CompactJson.Of<ContainerSpec>())!;
        Assert.Empty(Paths(given, "").Except(Paths(JsonSerializer.SerializeToNode(read, ModelJson.Default.ContainerSpec), "")));

        var changed = Changed(Body(new ContainerSpec("web:1")), Body(read));

        Assert.Equal(body, changed.ToJsonString(Plain));
    }

    [Fact]
    public void A_spec_that_says_nothing_leaves_all_but_restarts_and_the_time_to_stop_to_the_image_and_the_engine()
    {
        const string Written = """
            {
              "HostConfig": {"Dns": ["10.128.0.1"], "RestartPolicy": {"Name": "no", "MaximumRetryCount": 0}},
              "Image": "web@sha256:7",
              "Env": [],
              "Labels": {
                "dev.gantry.cluster": "c1", "dev.gantry.stack": "shop", "dev.gantry.service": "web", "dev.gantry.task": "bbbbbbbbbbbbbbbb",
                "dev.gantry.slot": "3", "dev.gantry.revision": "4", "dev.gantry.spec-hash": "hash",
                "com.docker.compose.project": "shop", "com.docker.stack.namespace": "shop", "com.docker.swarm.service.name": "shop_web"
              },
              "StopTimeout": 10
            }
            """;

        Assert.Equal(JsonNode.Parse(Written)!.ToJsonString(Plain), Body(new ContainerSpec("web:1")).ToJsonString(Plain));
    }

    [Fact]
    public void A_mount_of_a_kind_from_a_newer_manager_is_refused()
    {
        var spec = new ContainerSpec("web:1") { Mounts = [new Mount(MountType.Unrecognized, null, "/m")] };

        Assert.Contains("'/m' is of a kind that this worker does not know", Assert.Throws<NotSupportedException>(() => Body(spec)).Message);
    }

    private static JsonObject Body(ContainerSpec spec)
    {
        var ids = IdSource.Seeded(3);
        var task = new AssignedTask(
            TaskId.Parse(new string('b', 16)), "shop", "web", ids.NextService(), Slot: 3, Revision: 4, "hash", "web@sha256:7", spec,
            DesiredState.Running, TaskState.Assigned);
        var body = ContainerBody.For(task, "c1", task.Image, ["10.128.0.1"]);
        return JsonSerializer.SerializeToNode(body, DockerJson.Default.CreateContainer)!.AsObject();
    }

    /// <summary>What of the second is not in the first, and as null what of the first is not in the second.</summary>
    private static JsonObject Changed(JsonObject before, JsonObject after)
    {
        var changed = new JsonObject();
        foreach (var (name, value) in after.Where(a => !JsonNode.DeepEquals(a.Value, before[a.Key])))
            changed[name] = value is JsonObject inner && before[name] is JsonObject old ? Changed(old, inner) : value?.DeepClone();
        foreach (var (name, _) in before.Where(b => !after.ContainsKey(b.Key)))
            changed[name] = null;
        return changed;
    }

    private static IEnumerable<string> Members(Type type, string prefix)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
        {
            var path = prefix + JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            var held = property.PropertyType is { IsGenericType: true } list && list.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
                ? list.GetGenericArguments()[0]
                : property.PropertyType;
            if (held is { IsClass: true, Namespace: "Gantry.Model.Services" })
            {
                foreach (var inner in Members(held, path + "."))
                    yield return inner;
            }
            else
            {
                yield return path;
            }
        }
    }

    private static IEnumerable<string> Paths(JsonNode? node, string at) => node switch
    {
        JsonObject fields => fields.SelectMany(f => Paths(f.Value, at.Length == 0 ? f.Key : $"{at}.{f.Key}").Append(at.Length == 0 ? f.Key : $"{at}.{f.Key}")),
        JsonArray items => items.SelectMany(i => Paths(i, at)),
        _ => [],
    };
}
