using System.Net;
using Gantry.Tests.Testing;
using Gantry.Worker.Dns;

namespace Gantry.Tests.Dns;

public sealed class ClientRatesTests
{
    private static readonly IPAddress Loud = IPAddress.Parse("10.1.0.2");
    private static readonly IPAddress Quiet = IPAddress.Parse("10.1.0.3");

    [Fact]
    public void A_loud_client_gets_its_burst_then_its_rate_and_takes_nothing_from_a_quiet_one()
    {
        var time = new ManualTime();
        var rates = new ClientRates(time);

        Assert.Equal(ClientRates.Burst, Taken(rates, ClientRates.Burst + 500));
        Assert.True(rates.TryTake(Quiet));

        time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(ClientRates.PerSecond / 10, Taken(rates, 500));
    }

    [Fact]
    public void Idle_clients_are_forgotten_and_loud_ones_are_not()
    {
        var time = new ManualTime();
        var rates = new ClientRates(time);
        for (var i = 0; i < 500; i++)
            rates.TryTake(new IPAddress([10, 2, (byte)(i >> 8), (byte)i]));

        time.Advance(TimeSpan.FromSeconds(9.999));
        Taken(rates, ClientRates.Burst);
        time.Advance(TimeSpan.FromMilliseconds(1));
        var taken = Taken(rates, 100);

        Assert.Equal(1, taken);
        Assert.Equal(1, rates.RememberedClients);
    }

    private static int Taken(ClientRates rates, int tries) => Enumerable.Range(0, tries).Count(_ => rates.TryTake(Loud));
}
