using System.Net;
using Gantry.Worker.Dns;

namespace Gantry.Tests.Dns;

public sealed class ResolvConfTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gantry-resolv");

    private string Conf => Path.Combine(_folder.FullName, "resolv.conf");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Reads_the_first_three_servers()
    {
        var servers = ResolvConf.Parse("# made by hand\nsearch corp.example\nnameserver 127.0.0.53\nnameserver\t2001:db8::1\r\n"
            + "nameserver nonsense\noptions ndots:2\nnameserver 192.0.2.1\nnameserver 192.0.2.2\n");

        Assert.Equal(["127.0.0.53:53", "[2001:db8::1]:53", "192.0.2.1:53"], servers.Select(s => s.ToString()));
    }

    [Fact]
    public void A_changed_file_is_read_again_and_a_missing_one_keeps_the_last_servers()
    {
        var conf = new ResolvConf(Conf);
        Assert.Empty(conf.Servers());

        File.WriteAllText(Conf, "nameserver 192.0.2.1\n");
        Assert.Equal([Server("192.0.2.1")], conf.Servers());

        File.WriteAllText(Conf, "nameserver 192.0.2.1\nnameserver 192.0.2.2\n");
        Assert.Equal([Server("192.0.2.1"), Server("192.0.2.2")], conf.Servers());

        File.Delete(Conf);
        Assert.Equal(2, conf.Servers().Count);
    }

    [Fact]
    public void A_link_is_followed_to_the_file_that_it_now_means()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "a"), "nameserver 192.0.2.1\n");
        File.WriteAllText(Path.Combine(_folder.FullName, "b"), "nameserver 192.0.2.2 # b\n");
        File.CreateSymbolicLink(Conf, "a");
        var conf = new ResolvConf(Conf);
        Assert.Equal([Server("192.0.2.1")], conf.Servers());

        File.Delete(Conf);
        File.CreateSymbolicLink(Conf, "b");

        Assert.Equal([Server("192.0.2.2")], conf.Servers());
    }

    private static IPEndPoint Server(string address) => new(IPAddress.Parse(address), 53);
}
