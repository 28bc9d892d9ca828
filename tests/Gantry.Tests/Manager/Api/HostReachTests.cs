using System.Net;
using System.Text.Json;
using Gantry.Manager.Control;
using Gantry.Model.Api;
using Gantry.Model.Stacks;

namespace Gantry.Tests.Manager.Api;

/// <summary>S24: who may change stacks and no more gets nothing of a node through a stack.</summary>
public sealed class HostReachTests
{
    private const string Plain = "services: {web: {image: a, environment: {A: b}, volumes: ['v:/v', '/anonymous', {type: tmpfs, target: /t}], cap_add: [CHOWN], cap_drop: [ALL], security_opt: ['no-new-privileges:true'], sysctls: {net.core.somaxconn: 1}, ipc: private, network_mode: none}}\nvolumes: {v: {}}";

    public static TheoryData<string, string> Reaching => new()
    {
        { Web("volumes: ['/:/h']"), "services.web.volumes: / of the node" },
        { Web("volumes: ['/var/run/docker.sock:/s']"), "services.web.volumes: /var/run/docker.sock of the node" },
        { Web("volumes: ['/etc/..//:/h']"), "services.web.volumes: / of the node" },
        { Web("volumes: [{type: bind, source: /proc, target: /h}]"), "services.web.volumes: /proc of the node" },
        { Web("volumes: ['~/x:/h']"), "services.web.volumes: /home/ann/x of the node" },
        { Web("volumes: ['./x:/h']"), "services.web.volumes: /project/x of the node" },
        { "services: {base: {image: a, volumes: ['/etc:/h']}, web: {extends: base}}", "services.web.volumes: /etc of the node" },
        { Web("volumes: ['v:/v']") + "\n---\nservices: {web: {volumes: !override ['/etc:/h']}}", "services.web.volumes: /etc of the node" },
        { "include: [f]", "services.web.volumes: /etc of the node" },
        { Web("volumes: ['v:/v']") + "\nvolumes: {v: {driver_opts: {type: none, o: bind, device: /}}}", "volumes.shop_v: driver local with device=/, o=bind, type=none" },
        { Web("volumes: ['v:/v']") + "\nvolumes: {v: {driver_opts: {type: overlay, device: overlay, o: 'lowerdir=/,upperdir=/u,workdir=/w'}}}", "volumes.shop_v: driver local" },
        { Web("volumes: ['v:/v']") + "\nvolumes: {v: {driver_opts: {type: nfs, o: addr=10.0.0.1, device: ':/'}}}", "volumes.shop_v: driver local" },
        { Web("volumes: ['v:/v']") + "\nvolumes: {v: {driver: plugin}}", "volumes.shop_v: driver plugin" },
        { Web("privileged: true"), "services.web.privileged: true" },
        { Web("cap_add: [ALL]"), "services.web.cap_add: ALL" },
        { Web("cap_add: [CAP_SYS_ADMIN]"), "SYS_ADMIN" },
        { Web("security_opt: ['apparmor=unconfined']"), "services.web.security_opt: apparmor=unconfined" },
        { Web("pid: host"), "services.web.pid: host" },
        { Web("ipc: host"), "services.web.ipc: host" },
        { Web("uts: host"), "services.web.uts: host" },
        { Web("userns_mode: host"), "services.web.userns_mode: host" },
        { Web("network_mode: host"), "services.web.network_mode: host" },
        { Web("devices: ['/dev/sda']"), "services.web.devices: /dev/sda" },
        { Web("device_cgroup_rules: ['b *:* rwm']"), "services.web.device_cgroup_rules: b *:* rwm" },
        { Web("sysctls: {kernel.shmmax: 1}"), "services.web.sysctls: kernel.shmmax" },
        { Web("cgroup_parent: /x"), "services.web.cgroup_parent: /x" },
        { Web("runtime: other"), "services.web.runtime: other" },
        { Web("networks: [n]") + "\nnetworks: {n: {driver_opts: {com.docker.network.bridge.name: docker0}}}", "networks.shop_n: driver bridge with com.docker.network.bridge.name=docker0" },
    };

    [Theory]
    [MemberData(nameof(Reaching))]
    public async Task Who_may_only_change_stacks_may_not_reach_into_the_nodes(string compose, string field)
    {
        await using var rig = await ApiRig.StartAsync();
        rig.Rights = Access.Write;

        foreach (var query in (string[])["", "?dryRun=true"])
        {
            using var refused = await PutAsync(rig, compose, query);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
            Assert.Contains(field, await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        Assert.Empty(rig.Store.Current.Stacks);
        rig.Rights = Access.Admin;
        using var allowed = await PutAsync(rig, compose, "?dryRun=true");
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
    }

    [Fact]
    public async Task A_stack_of_containers_alone_is_anybodys()
    {
        await using var rig = await ApiRig.StartAsync();
        rig.Rights = Access.Write;

        using var answer = await PutAsync(rig, Plain, "");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Fact]
    public async Task Another_image_in_a_container_that_reaches_out_is_a_way_in_too()
    {
        await using var rig = await ApiRig.StartAsync();
        (await PutAsync(rig, "services: {web: {image: a, volumes: ['v:/v']}, plain: {image: a}}\nvolumes: {v: {driver_opts: {type: none, o: bind, device: /}}}", "")).EnsureSuccessStatusCode().Dispose();
        await rig.WhenInServiceAsync("shop", 2);
        rig.Rights = Access.Write;

        Assert.Equal(HttpStatusCode.Forbidden, await UpdateAsync("web", """{"image":"mine"}"""));
        Assert.Equal(HttpStatusCode.Forbidden, await UpdateAsync("web", """{"envAdd":{"LD_PRELOAD":"x"}}"""));
        Assert.Equal(HttpStatusCode.Accepted, await UpdateAsync("web", """{"replicas":2}"""));
        Assert.Equal(HttpStatusCode.Accepted, await UpdateAsync("plain", """{"image":"mine"}"""));

        async Task<HttpStatusCode> UpdateAsync(string service, string body)
        {
            using var answer = await rig.SendAsync(HttpMethod.Post, $"/v1/services/shop_{service}/update", body);
            return answer.StatusCode;
        }
    }

    private static string Web(string line) => $"services: {{web: {{image: a, {line}}}}}";

    private static Task<HttpResponseMessage> PutAsync(ApiRig rig, string compose, string query)
    {
        var request = ApiRig.Compose(compose);
        var bundle = request.Bundle with
        {
            Files = [new BundleFile("f", "services: {web: {image: a, volumes: ['/etc:/h']}}")],
            Variables = new Dictionary<string, string> { ["HOME"] = "/home/ann" },
            ProjectDirectory = "/project",
        };
        return rig.SendAsync(HttpMethod.Put, $"/v1/stacks/shop{query}", JsonSerializer.Serialize(request with { Bundle = bundle }, ApiJson.Default.DeployRequest));
    }
}
