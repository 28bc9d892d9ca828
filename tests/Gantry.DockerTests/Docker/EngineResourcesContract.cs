using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Gantry.DockerTests.Testing;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Wire;

namespace Gantry.DockerTests.Docker;

/// <summary>What both engines must do alike with networks, ports and volumes.</summary>
public abstract class EngineResourcesContract : IAsyncDisposable
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected abstract EngineScope Scope { get; }

    private IEngine Engine => Scope.Engine;

    private protected abstract CreateContainer Runs();

    [Fact]
    public async Task A_network_has_the_subnet_it_was_given_and_gives_out_addresses()
    {
        var network = await MakeNetworkAsync("net");
        var wanted = await Scope.RunAsync("wanted", On(Scope.Name("net"), Scope.Address(9)), Ct);
        var given = await Scope.RunAsync("given", On(Scope.Name("net")), Ct);

        var details = await Engine.Networks.InspectAsync(network, Ct);
        var address = (await Engine.Containers.InspectAsync(wanted, Ct)).NetworkSettings.Networks[Scope.Name("net")];
        var other = (await Engine.Containers.InspectAsync(given, Ct)).NetworkSettings.Networks[Scope.Name("net")];
        await Engine.Containers.KillAsync(wanted, "SIGKILL", Ct);
        await Engine.Containers.WaitAsync(wanted, Ct);
        var after = (await Engine.Containers.InspectAsync(wanted, Ct)).NetworkSettings.Networks[Scope.Name("net")];

        Assert.Equal(Scope.Subnet, Assert.Single(details.Addressing?.Config ?? []).Subnet);
        Assert.Equal(Scope.Labels, details.Labels);
        Assert.Equal(Scope.Address(9) + "/28", details.Containers[wanted].Ipv4Address);
        Assert.Equal((Scope.Address(9), Scope.Address(14), 28), (address.IpAddress, address.Gateway, address.IpPrefixLength));
        Assert.True(IPNetwork.Parse(Scope.Subnet).Contains(IPAddress.Parse(other.IpAddress ?? "")));
        Assert.Equal("", after.IpAddress);
    }

    [Fact]
    public async Task Networks_of_one_name_or_of_one_subnet_are_refused()
    {
        await MakeNetworkAsync("net");

        var name = await FailsAsync(Engine.Networks.CreateAsync(new CreateNetwork(Scope.Name("net")), Ct));
        var overlap = await FailsAsync(MakeNetworkAsync("other"));

        Assert.True(name.IsConflict, name.Message);
        Assert.Contains($"network with name {Scope.Name("net")} already exists", name.Message);
        Assert.Equal(HttpStatusCode.Forbidden, overlap.Status);
        Assert.Contains("Pool overlaps with other one on this address space", overlap.Message);
    }

    [Fact]
    public async Task A_network_in_use_stays_and_one_that_is_missing_is_not_found()
    {
        var network = await MakeNetworkAsync("net");
        var id = await Scope.RunAsync("on", On(Scope.Name("net")), Ct);

        var used = await FailsAsync(Engine.Networks.RemoveAsync(network, Ct));
        await Engine.Containers.RemoveAsync(id, force: true, volumes: true, Ct);
        await Engine.Networks.RemoveAsync(Scope.Name("net"), Ct);

        Assert.Equal(HttpStatusCode.Forbidden, used.Status);
        Assert.Contains("has active endpoints", used.Message);
        Assert.True((await FailsAsync(Engine.Networks.InspectAsync(network, Ct))).IsNotFound);
        Assert.True((await FailsAsync(Engine.Networks.RemoveAsync(network, Ct))).IsNotFound);
    }

    [Fact]
    public async Task A_container_on_a_missing_network_does_not_start()
    {
        var id = await Scope.CreateAsync("lost", On(Scope.Name("nowhere")), Ct);

        var e = await FailsAsync(Engine.Containers.StartAsync(id, Ct));

        Assert.True(e.IsNotFound, e.Message);
        Assert.Contains($"network {Scope.Name("nowhere")} not found", e.Message);
    }

    [Fact]
    public async Task A_running_container_can_be_connected_and_disconnected()
    {
        var network = await MakeNetworkAsync("net");
        var id = await Scope.RunAsync("joins", Runs(), Ct);

        await Engine.Networks.ConnectAsync(network, id,
            new EndpointSettings { Addresses = new EndpointAddresses { Ipv4Address = Scope.Address(5) } }, Ct);
        var connected = await Engine.Containers.InspectAsync(id, Ct);
        await Engine.Networks.DisconnectAsync(network, id, force: false, Ct);
        var disconnected = await Engine.Containers.InspectAsync(id, Ct);

        Assert.Equal(Scope.Address(5), connected.NetworkSettings.Networks[Scope.Name("net")].IpAddress);
        Assert.DoesNotContain(Scope.Name("net"), disconnected.NetworkSettings.Networks.Keys);
    }

    [Fact]
    public async Task A_host_port_belongs_to_one_container()
    {
        var port = FreePort();
        var body = Runs() with
        {
            ExposedPorts = new Dictionary<string, EmptyObject> { ["80/tcp"] = new() },
            HostConfig = new HostConfig
            {
                PortBindings = new Dictionary<string, IReadOnlyList<PortBinding>?> { ["80/tcp"] = [new("127.0.0.1", port)] },
            },
        };
        var first = await Scope.RunAsync("first", body, Ct);
        var second = await Scope.CreateAsync("second", body, Ct);

        var e = await FailsAsync(Engine.Containers.StartAsync(second, Ct));
        await Engine.Containers.RemoveAsync(first, force: true, volumes: true, Ct);
        await Engine.Containers.StartAsync(second, Ct);

        Assert.Equal(HttpStatusCode.InternalServerError, e.Status);
        Assert.Contains("port is already allocated", e.Message);
        Assert.Equal(port, (await Engine.Containers.InspectAsync(second, Ct)).NetworkSettings.Ports["80/tcp"]?[0].HostPort);
    }

    [Fact]
    public async Task A_binding_of_a_port_that_is_not_exposed_is_ignored()
    {
        var id = await Scope.RunAsync("hidden", Runs() with
        {
            HostConfig = new HostConfig
            {
                PortBindings = new Dictionary<string, IReadOnlyList<PortBinding>?> { ["80/tcp"] = [new("127.0.0.1", FreePort())] },
            },
        }, Ct);

        Assert.Empty((await Engine.Containers.InspectAsync(id, Ct)).NetworkSettings.Ports);
    }

    [Fact]
    public async Task A_volume_is_made_once_and_stays_while_it_is_used()
    {
        var name = Scope.Name("vol");
        var first = await Engine.Volumes.CreateAsync(new CreateVolume(name) { Labels = Scope.Labels }, Ct);
        var again = await Engine.Volumes.CreateAsync(
            new CreateVolume(name) { Labels = new Dictionary<string, string> { ["other"] = "yes" } }, Ct);
        var id = await Scope.CreateAsync("uses", Runs() with
        {
            HostConfig = new HostConfig { Mounts = [new Mount { Type = "volume", Source = name, Target = "/data" }] },
        }, Ct);

        var used = await FailsAsync(Engine.Volumes.RemoveAsync(name, force: false, Ct));
        var mount = Assert.Single((await Engine.Containers.InspectAsync(id, Ct)).Mounts);
        await Engine.Containers.RemoveAsync(id, force: true, volumes: true, Ct);
        var kept = await Engine.Volumes.ListAsync(Scope.Ours, Ct);
        await Engine.Volumes.RemoveAsync(name, force: false, Ct);

        Assert.Equal((first.Name, "local"), (again.Name, again.Driver));
        Assert.Equal(Scope.Labels, again.Labels);
        Assert.True(used.IsConflict, used.Message);
        Assert.Equal((name, "/data", true), (mount.Name, mount.Destination, mount.Writable));
        Assert.Equal([name], kept.Select(v => v.Name));
        Assert.True((await FailsAsync(Engine.Volumes.InspectAsync(name, Ct))).IsNotFound);
        Assert.True((await FailsAsync(Engine.Volumes.RemoveAsync(name, force: false, Ct))).IsNotFound);
        await Engine.Volumes.RemoveAsync(name, force: true, Ct);
    }

    [Fact]
    public async Task An_anonymous_volume_goes_with_its_container_when_asked()
    {
        var id = await Scope.CreateAsync(
            "anonymous", Runs() with { Volumes = new Dictionary<string, EmptyObject> { ["/data"] = new() } }, Ct);
        var volume = Assert.Single((await Engine.Containers.InspectAsync(id, Ct)).Mounts).Name ?? "";
        var before = await Engine.Volumes.InspectAsync(volume, Ct);

        await Engine.Containers.RemoveAsync(id, force: false, volumes: true, Ct);

        Assert.Equal(volume, before.Name);
        Assert.True((await FailsAsync(Engine.Volumes.InspectAsync(volume, Ct))).IsNotFound);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Scope.DisposeAsync();
    }

    private static async Task<EngineException> FailsAsync(Task call) => await Assert.ThrowsAsync<EngineException>(() => call);

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, port: 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }

    private Task<string> MakeNetworkAsync(string suffix) => Engine.Networks.CreateAsync(
        new CreateNetwork(Scope.Name(suffix))
        {
            Labels = Scope.Labels,
            Addressing = new NetworkAddressing { Config = [new AddressPool(Scope.Subnet, Gateway: Scope.Address(14))] },
        }, Ct);

    private CreateContainer On(string network, string? address = null) => Runs() with
    {
        HostConfig = new HostConfig { NetworkMode = network },
        NetworkingConfig = new NetworkingConfig(new Dictionary<string, EndpointSettings>
        {
            [network] = new() { Addresses = address is null ? null : new EndpointAddresses { Ipv4Address = address } },
        }),
    };
}
