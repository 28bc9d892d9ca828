using Gantry.ClusterTests.Testing;

namespace Gantry.ClusterTests.Hosts;

/// <summary>A machine of a lab: its own network with a cable to the switch, and its own engine. Files, clock and hostname are those of this machine.</summary>
internal sealed class LabMachine : IAsyncDisposable
{
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(60);

    private readonly LabSwitch _switch;
    private bool _isOn = true;

    private LabMachine(int number, LabSwitch @switch, HostNamespace network, OwnEngine engine)
    {
        Number = number;
        _switch = @switch;
        Network = network;
        Engine = engine;
    }

    /// <summary>From 1.</summary>
    public int Number { get; }

    public string Name => $"m{Number}";

    public string Address => LabSwitch.AddressOf(Number);

    public HostNamespace Network { get; }

    public OwnEngine Engine { get; }

    /// <param name="images">As <c>docker save</c> writes it.</param>
    public static async Task<LabMachine> StartAsync(int number, LabSwitch @switch, string images, CancellationToken ct)
    {
        var network = await HostNamespace.CreateAsync(ct);
        try
        {
            await @switch.PlugInAsync(number, network, ct);
            return new LabMachine(number, @switch, network, await OwnEngine.StartAsync(ct, host: network, images: images));
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>As when somebody pulls the cable: both ends see it, nobody is told on what is lost.</summary>
    public Task CutAsync(CancellationToken ct) => _switch.SetAsync(Number, isUp: false, ct);

    public Task HealAsync(CancellationToken ct) => _switch.SetAsync(Number, isUp: true, ct);

    /// <summary>The engine with all its containers; what else runs here stays.</summary>
    public Task KillEngineAsync(CancellationToken ct) => Engine.KillAsync(ct);

    public Task BootEngineAsync(CancellationToken ct) => Engine.StartAgainAsync(ct);

    /// <summary>Everything that runs here ends at once, and the machine is off the network.</summary>
    public async Task PowerOffAsync(CancellationToken ct)
    {
        _isOn = false;
        await HostProcesses.EndAsync(() => [.. Network.Processes.Union(Engine.Processes)], ct);
        await Engine.KillAsync(ct);
        await _switch.UnplugAsync(Number, ct);
    }

    /// <summary>With an empty network and no packet rule, and an engine on the data of before. What else ran here is for others to start.</summary>
    public async Task PowerOnAsync(CancellationToken ct)
    {
        await Network.RenewAsync(ct);
        await _switch.PlugInAsync(Number, Network, ct);
        _isOn = true;
        await Engine.StartAgainAsync(ct);
    }

    /// <summary>Takes back whatever was done to it: cable, packet rules, an engine that hangs, is dead, or is off.</summary>
    public async Task MendAsync(CancellationToken ct)
    {
        if (!_isOn)
        {
            await PowerOnAsync(ct);
            return;
        }

        await HealAsync(ct);
        await Network.RunAsync(ct, "iptables", "-t", "raw", "-F", "PREROUTING");
        Engine.Thaw();
        if (Engine.HasExited)
            await Engine.StartAgainAsync(ct);
    }

    /// <summary>Nothing of what the other sends arrives here or at a container here.</summary>
    public Task IgnoreAsync(LabMachine other, CancellationToken ct) => RuleAsync("-I", other, ct);

    public Task ListenToAsync(LabMachine other, CancellationToken ct) => RuleAsync("-D", other, ct);

    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(LongestEnd);
        try
        {
            await HostProcesses.EndAsync(() => [.. Network.Processes.Union(Engine.Processes)], deadline.Token);
            await Engine.DisposeAsync();
        }
        finally
        {
            await Network.DisposeAsync();
        }
    }

    // Before anything else is decided of a packet: what goes on to a container never passes INPUT.
    private async Task RuleAsync(string what, LabMachine other, CancellationToken ct) =>
        await Network.RunAsync(ct, ["iptables", "-w", "-t", "raw", what, "PREROUTING", "-s", other.Address, "-j", "DROP"]);
}
