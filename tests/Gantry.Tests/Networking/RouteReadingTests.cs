using System.Net;
using Gantry.Model.Networks;
using Gantry.Model.Nodes;
using Gantry.Model.Wire;
using Gantry.Worker.Networking;

namespace Gantry.Tests.Networking;

public sealed class RouteReadingTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("0.0.0.0", null)]
    [InlineData("::", null)]
    [InlineData("127.0.0.1", "127.0.0.1")]
    public void The_address_of_everywhere_is_no_address(string? hostIp, string? read)
    {
        var reading = Read(Route(hostIp: hostIp));

        Assert.Equal(read, Assert.Single(reading.Routes.Routes).HostIp?.ToString());
        Assert.Empty(reading.Problems);
    }

    [Theory]
    [InlineData("::1", "tcp", 80, "Port 80/tcp of shop_web is not published: ::1 is an IPv6 address")]
    [InlineData("my-host", "tcp", 80, "'my-host' is no address of a host")]
    [InlineData(null, "icmp", 80, "'icmp' is no protocol for a port. Use tcp, udp or sctp.")]
    [InlineData(null, "tcp", 70000, "ports go from 1 to 65535")]
    public void A_route_that_cannot_be_is_named_and_costs_the_others_nothing(string? hostIp, string protocol, int port, string problem)
    {
        var reading = Read(Route(hostIp: hostIp, protocol: protocol, port: port), Route(service: "api", port: 81));

        Assert.Equal(81, Assert.Single(reading.Routes.Routes).Port);
        Assert.Contains(problem, Assert.Single(reading.Problems));
        PortRouteScript.Write("gantry_test", reading.Routes, []);
    }

    [Fact]
    public void Two_lines_of_a_service_that_mean_the_same_port_are_one_route()
    {
        var reading = Read(Route(backend: 80), Route(hostIp: "0.0.0.0", backend: 8080), Route(backend: 80));

        Assert.Equal(["10.0.0.2:80", "10.0.0.2:8080"], Assert.Single(reading.Routes.Routes).Backends.Select(b => $"{b}"));
        Assert.Empty(reading.Problems);
    }

    [Fact]
    public void A_port_that_another_service_has_stays_with_the_first()
    {
        var reading = Read(Route(), Route(service: "api"));

        Assert.Single(reading.Routes.Routes);
        Assert.Contains("Port 80/tcp of shop_api is not published: shop_web has it", Assert.Single(reading.Problems));
    }

    [Fact]
    public void A_port_that_a_process_holds_is_left_to_it_and_named()
    {
        var reading = RouteReading.Of(
            [Route(), Route(hostIp: "0.0.0.0", backend: 8080), Route(service: "api", port: 81)],
            [],
            route => route.Port == 80 ? "process nginx (pid 812) on 0.0.0.0:80" : null);

        Assert.Equal(81, Assert.Single(reading.Routes.Routes).Port);
        Assert.Equal(new HeldPort("shop", "web", 80, "tcp", "process nginx (pid 812) on 0.0.0.0:80"), Assert.Single(reading.Held));
        Assert.StartsWith(
            "Port 80/tcp of shop_web is not published: it is held by process nginx (pid 812) on 0.0.0.0:80. ",
            Assert.Single(reading.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_backend_without_a_usable_address_answers_nobody()
    {
        var route = Route() with { Backends = [new RouteBackend("", 80), new RouteBackend("fd00::1", 80), new RouteBackend("10.0.0.3", 80)] };

        Assert.Equal([new IPEndPoint(IPAddress.Parse("10.0.0.3"), 80)], Assert.Single(Read(route).Routes.Routes).Backends);
    }

    [Fact]
    public void Networks_with_a_range_are_container_subnets()
    {
        AssignedNetwork[] networks =
        [
            new(new NetworkSpec("a"), "shop", "10.128.0.0/25", []), new(new NetworkSpec("b", External: true), Stack: null, Subnet: null, []),
        ];

        Assert.Equal([IPNetwork.Parse("10.128.0.0/25")], RouteReading.Of([], networks, _ => null).Routes.ContainerSubnets);
    }

    private static RouteReading Read(params AssignedRoute[] routes) => RouteReading.Of(routes, [], _ => null);

    private static AssignedRoute Route(string service = "web", string? hostIp = null, string protocol = "tcp", int port = 80, int backend = 80) =>
        new("shop", service, port, protocol, hostIp, [new RouteBackend("10.0.0.2", backend)]);
}
