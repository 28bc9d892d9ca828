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
    private const string OnNetwork = """{"HostConfig":{"NetworkMode":"shop_n"},"NetworkingConfig":{"EndpointsConfig":{"shop_n":{}}}}""";

    private const string Published = """{"HostConfig":{"PortBindings":{"80/tcp":[{"HostIp":"","HostPort":"8080"}]}},"ExposedPorts":{"80/tcp":{}}}""";

    // As text: a body in which an address or a quote is an escape cannot be read.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // The member; a spec that has it; how the body then differs from that of a spec which says nothing.
    private static readonly (string Member, string Spec, string Body)[] Rows =
    [
        ("command", """{"command":["a","b c"]}""", """{"Cmd":["a","b c"]}"""),
        ("command", """{"command":[]}""", """{"Cmd":[]}"""),
        ("entrypoint", """{"entrypoint":["/run.sh"]}""", """{"Entrypoint":["/run.sh"]}"""),
        ("entrypoint", """{"entrypoint":[]}""", """{"Entrypoint":[]}"""),
        ("environment", """{"environment":{"B":"x=y","A":""}}""", """{"Env":["A=","B=x=y"]}"""),
        ("labels", """{"labels":{"team":"blue"}}""", """{"Labels":{"team":"blue"}}"""),
        ("user", """{"user":"77:78"}""", """{"User":"77:78"}"""),
        ("workingDir", """{"workingDir":"/srv"}""", """{"WorkingDir":"/srv"}"""),
        ("hostname", """{"hostname":"box"}""", """{"Hostname":"box"}"""),
        ("init", """{"init":true}""", """{"HostConfig":{"Init":true}}"""),
        ("init", """{"init":false}""", """{"HostConfig":{"Init":false}}"""),
        ("readOnly", """{"readOnly":true}""", """{"HostConfig":{"ReadonlyRootfs":true}}"""),
        ("tty", """{"tty":true}""", """{"Tty":true}"""),
        ("stdinOpen", """{"stdinOpen":true}""", """{"OpenStdin":true}"""),
        ("capAdd", """{"capAdd":["NET_ADMIN","SYS_TIME"]}""", """{"HostConfig":{"CapAdd":["NET_ADMIN","SYS_TIME"]}}"""),
        ("capDrop", """{"capDrop":["ALL"]}""", """{"HostConfig":{"CapDrop":["ALL"]}}"""),
        ("extraHosts", """{"extraHosts":["far:10.9.8.7"]}""", """{"HostConfig":{"ExtraHosts":["far:10.9.8.7"]}}"""),
        ("ulimits.name", """{"ulimits":[{"name":"nofile","soft":-1,"hard":-1}]}""", """{"HostConfig":{"Ulimits":[{"Name":"nofile","Soft":-1,"Hard":-1}]}}"""),
        ("ulimits.soft", """{"ulimits":[{"name":"core","soft":1,"hard":9}]}""", """{"HostConfig":{"Ulimits":[{"Name":"core","Soft":1,"Hard":9}]}}"""),
        ("ulimits.hard", """{"ulimits":[{"name":"core","soft":0,"hard":9}]}""", """{"HostConfig":{"Ulimits":[{"Name":"core","Soft":0,"Hard":9}]}}"""),
        ("sysctls", """{"sysctls":{"net.core.somaxconn":"99"}}""", """{"HostConfig":{"Sysctls":{"net.core.somaxconn":"99"}}}"""),
        ("shmSizeBytes", """{"shmSizeBytes":8388608}""", """{"HostConfig":{"ShmSize":8388608}}"""),
        ("logging.driver", """{"logging":{"driver":"none","options":{}}}""", """{"HostConfig":{"LogConfig":{"Type":"none","Config":{}}}}"""),
        ("logging.options", """{"logging":{"driver":"local","options":{"max-size":"1m"}}}""", """{"HostConfig":{"LogConfig":{"Type":"local","Config":{"max-size":"1m"}}}}"""),
        ("stopSignal", """{"stopSignal":"SIGUSR1"}""", """{"StopSignal":"SIGUSR1"}"""),
        ("stopGracePeriod", """{"stopGracePeriod":"00:01:30"}""", """{"StopTimeout":90}"""),
        ("stopGracePeriod", """{"stopGracePeriod":"00:00:01.5000000"}""", """{"StopTimeout":2}"""),
        ("limits.cpuNanos", """{"limits":{"cpuNanos":250000000}}""", """{"HostConfig":{"NanoCpus":250000000}}"""),
        ("limits.memoryBytes", """{"limits":{"memoryBytes":67108864}}""", """{"HostConfig":{"Memory":67108864}}"""),
        ("limits.pids", """{"limits":{"pids":64}}""", """{"HostConfig":{"PidsLimit":64}}"""),
        ("reservation.memoryBytes", """{"reservation":{"memoryBytes":33554432}}""", """{"HostConfig":{"MemoryReservation":33554432}}"""),

        ("healthCheck.test", """{"healthCheck":{"test":["NONE"]}}""", """{"Healthcheck":{"Test":["NONE"]}}"""),
        ("healthCheck.test", """{"healthCheck":{"test":["CMD","true"]}}""", """{"Healthcheck":{"Test":["CMD","true"]}}"""),
        ("healthCheck.test", """{"healthCheck":{"test":["CMD-SHELL","a || b"]}}""", """{"Healthcheck":{"Test":["CMD-SHELL","a || b"]}}"""),
        ("healthCheck.interval", """{"healthCheck":{"test":[],"interval":"00:00:02"}}""", """{"Healthcheck":{"Interval":2000000000}}"""),
        ("healthCheck.timeout", """{"healthCheck":{"test":[],"timeout":"00:00:00.0010000"}}""", """{"Healthcheck":{"Timeout":1000000}}"""),
        ("healthCheck.startPeriod", """{"healthCheck":{"test":[],"startPeriod":"00:00:03"}}""", """{"Healthcheck":{"StartPeriod":3000000000}}"""),
        ("healthCheck.startInterval", """{"healthCheck":{"test":[],"startInterval":"00:00:00.1000000"}}""", """{"Healthcheck":{"StartInterval":100000000}}"""),
        ("healthCheck.retries", """{"healthCheck":{"test":[],"retries":9}}""", """{"Healthcheck":{"Retries":9}}"""),

        ("mounts.source", """{"mounts":[{"source":"shop_data","target":"/v"}]}""", """{"HostConfig":{"Mounts":[{"Type":"volume","Source":"shop_data","Target":"/v"}]}}"""),
        ("mounts.target", """{"mounts":[{"target":"/anonymous"}]}""", """{"HostConfig":{"Mounts":[{"Type":"volume","Target":"/anonymous"}]}}"""),
        ("mounts.type", """{"mounts":[{"type":"bind","source":"/a","target":"/b"}]}""", """{"HostConfig":{"Mounts":[{"Type":"bind","Source":"/a","Target":"/b"}]}}"""),
        ("mounts.type", """{"mounts":[{"type":"tmpfs","target":"/t"}]}""", """{"HostConfig":{"Mounts":[{"Type":"tmpfs","Target":"/t"}]}}"""),
        ("mounts.readOnly", """{"mounts":[{"target":"/v","readOnly":true}]}""", """{"HostConfig":{"Mounts":[{"Type":"volume","Target":"/v","ReadOnly":true}]}}"""),
        ("mounts.readOnly", """{"mounts":[{"type":"bind","source":"/a","target":"/b","readOnly":true,"createHostPath":true}]}""", """{"HostConfig":{"Binds":["/a:/b:ro"]}}"""),
        ("mounts.createHostPath", """{"mounts":[{"type":"bind","source":"/a","target":"/b","createHostPath":true}]}""", """{"HostConfig":{"Binds":["/a:/b:rw"]}}"""),
        ("mounts.propagation", """{"mounts":[{"type":"bind","source":"/a","target":"/b","propagation":"rslave"}]}""", """{"HostConfig":{"Mounts":[{"Type":"bind","Source":"/a","Target":"/b","BindOptions":{"Propagation":"rslave"}}]}}"""),
        ("mounts.propagation", """{"mounts":[{"type":"bind","source":"/a","target":"/b","createHostPath":true,"propagation":"shared"}]}""", """{"HostConfig":{"Binds":["/a:/b:rw,shared"]}}"""),
        ("mounts.seLinux", """{"mounts":[{"type":"bind","source":"/a","target":"/b","createHostPath":true,"seLinux":"Z"}]}""", """{"HostConfig":{"Binds":["/a:/b:rw,Z"]}}"""),
        ("mounts.seLinux", """{"mounts":[{"source":"shop_data","target":"/v","readOnly":true,"seLinux":"z"}]}""", """{"HostConfig":{"Binds":["shop_data:/v:ro,z"]}}"""),
        ("mounts.seLinux", """{"mounts":[{"source":"shop_data","target":"/v","seLinux":"z","noCopy":true}]}""", """{"HostConfig":{"Binds":["shop_data:/v:rw,z,nocopy"]}}"""),
        ("mounts.noCopy", """{"mounts":[{"source":"shop_data","target":"/v","noCopy":true}]}""", """{"HostConfig":{"Mounts":[{"Type":"volume","Source":"shop_data","Target":"/v","VolumeOptions":{"NoCopy":true}}]}}"""),
        ("mounts.sizeBytes", """{"mounts":[{"type":"tmpfs","target":"/t","sizeBytes":4096}]}""", """{"HostConfig":{"Mounts":[{"Type":"tmpfs","Target":"/t","TmpfsOptions":{"SizeBytes":4096}}]}}"""),
        ("mounts.mode", """{"mounts":[{"type":"tmpfs","target":"/t","mode":1023}]}""", """{"HostConfig":{"Mounts":[{"Type":"tmpfs","Target":"/t","TmpfsOptions":{"Mode":1023}}]}}"""),
        ("mounts.tmpfsOptions", """{"mounts":[{"type":"tmpfs","target":"/t","tmpfsOptions":"uid=5"}]}""", """{"HostConfig":{"Tmpfs":{"/t":"uid=5"}}}"""),
        ("mounts.tmpfsOptions", """{"mounts":[{"type":"tmpfs","target":"/run","sizeBytes":67108864,"mode":493,"tmpfsOptions":"uid=5,noexec"}]}""", """{"HostConfig":{"Tmpfs":{"/run":"size=67108864,mode=0755,uid=5,noexec"}}}"""),
        ("mounts.tmpfsOptions", """{"mounts":[{"type":"tmpfs","target":"/t","readOnly":true,"tmpfsOptions":"uid=5"}]}""", """{"HostConfig":{"Tmpfs":{"/t":"ro,uid=5"}}}"""),

        ("networks.network", """{"networks":[{"network":"shop_n","aliases":[]},{"network":"shop_joined-before-the-start","aliases":[]}]}""", OnNetwork),
        ("networks.ipv4Address", """{"networks":[{"network":"n","aliases":[],"ipv4Address":"10.1.2.3"}]}""", """{"HostConfig":{"NetworkMode":"n"},"NetworkingConfig":{"EndpointsConfig":{"n":{"IPAMConfig":{"IPv4Address":"10.1.2.3"}}}}}"""),
        ("hostPorts.target", """{"hostPorts":[{"target":80,"published":8080,"mode":"host"}]}""", Published),
        ("hostPorts.published", """{"hostPorts":[{"target":80},{"target":80,"published":81}]}""", """{"HostConfig":{"PortBindings":{"80/tcp":[{"HostIp":"","HostPort":""},{"HostIp":"","HostPort":"81"}]}},"ExposedPorts":{"80/tcp":{}}}"""),
        ("hostPorts.protocol", """{"hostPorts":[{"target":53,"published":53,"protocol":"udp"}]}""", """{"HostConfig":{"PortBindings":{"53/udp":[{"HostIp":"","HostPort":"53"}]}},"ExposedPorts":{"53/udp":{}}}"""),
        ("hostPorts.protocol", """{"hostPorts":[{"target":53,"published":53,"protocol":"sctp"}]}""", """{"HostConfig":{"PortBindings":{"53/sctp":[{"HostIp":"","HostPort":"53"}]}},"ExposedPorts":{"53/sctp":{}}}"""),
        ("hostPorts.hostIp", """{"hostPorts":[{"target":80,"published":81,"hostIp":"::1"}]}""", """{"HostConfig":{"PortBindings":{"80/tcp":[{"HostIp":"::1","HostPort":"81"}]}},"ExposedPorts":{"80/tcp":{}}}"""),

        // Not the engine's: it is told what to run beside, pinned; the worker pulls and probes; our DNS answers aliases; the
        // scheduler holds what is reserved, and the manager decides on a change.
        ("image", """{"image":"other:2"}""", "{}"),
        ("imageDigest", """{"imageDigest":"sha256:1"}""", "{}"),
        ("pullPolicy", """{"pullPolicy":"always"}""", "{}"),
        ("probes.kind", """{"probes":[{"kind":"tcp","port":80}]}""", "{}"),
        ("probes.port", """{"probes":[{"port":80}]}""", "{}"),
        ("probes.path", """{"probes":[{"port":80,"path":"/h"}]}""", "{}"),
        ("probes.command", """{"probes":[{"kind":"command","command":["a"]}]}""", "{}"),
        ("probes.retries", """{"probes":[{"port":80,"retries":9}]}""", "{}"),
        ("probes.interval", """{"probes":[{"port":80,"interval":"00:00:02"}]}""", "{}"),
        ("probes.timeout", """{"probes":[{"port":80,"timeout":"00:00:02"}]}""", "{}"),
        ("probes.startPeriod", """{"probes":[{"port":80,"startPeriod":"00:00:02"}]}""", "{}"),
        ("networks.aliases", """{"networks":[{"network":"shop_n","aliases":["other"]}]}""", OnNetwork),
        ("hostPorts.mode", """{"hostPorts":[{"target":80,"published":8080,"mode":"host"}]}""", Published),
        ("reservation.cpuNanos", """{"reservation":{"cpuNanos":1}}""", "{}"),
        ("reservation.pids", """{"reservation":{"pids":1}}""", "{}"),
        ("generation", """{"generation":3}""", "{}"),
        // A deploy refuses services that have any.
        ("secrets.source", """{"secrets":[{"source":"other","target":"/t"}]}""", "{}"),
        ("secrets.target", """{"secrets":[{"source":"s","target":"/other"}]}""", "{}"),
        ("secrets.uid", """{"secrets":[{"source":"s","target":"/t","uid":"5"}]}""", "{}"),
        ("secrets.gid", """{"secrets":[{"source":"s","target":"/t","gid":"5"}]}""", "{}"),
        ("secrets.mode", """{"secrets":[{"source":"s","target":"/t","mode":256}]}""", "{}"),
        ("configs.source", """{"configs":[{"source":"other","target":"/t"}]}""", "{}"),
        ("configs.target", """{"configs":[{"source":"s","target":"/other"}]}""", "{}"),
        ("configs.uid", """{"configs":[{"source":"s","target":"/t","uid":"5"}]}""", "{}"),
        ("configs.gid", """{"configs":[{"source":"s","target":"/t","gid":"5"}]}""", "{}"),
        ("configs.mode", """{"configs":[{"source":"s","target":"/t","mode":256}]}""", "{}"),
        ("builtImage", """{"builtImage":"sha256:1"}""", "{}"),
    ];

    public static TheoryData<string, string, string> Table => [.. Rows];

    [Fact]
    public void Every_member_of_the_spec_has_a_row() =>
        Assert.Equal(
            Members(typeof(ContainerSpec), "").Order(StringComparer.Ordinal),
            Rows.Select(r => r.Member).Distinct().Order(StringComparer.Ordinal));

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
