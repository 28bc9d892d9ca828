using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Hosts;

/// <summary>Several machines on one switch, each with an engine that has busybox. Labs run beside each other; with disposal every trace goes.</summary>
internal sealed class Lab : IAsyncDisposable
{
    private readonly LabSwitch _switch;

    private Lab(LabSwitch @switch, IReadOnlyList<LabMachine> machines)
    {
        _switch = @switch;
        Machines = machines;
    }

    public IReadOnlyList<LabMachine> Machines { get; }

    public static async Task<Lab> StartAsync(int machines, CancellationToken ct)
    {
        var @switch = await LabSwitch.CreateAsync(ct);
        var folder = Directory.CreateTempSubdirectory(@switch.Name);
        List<Task<LabMachine>> starting = [];
        try
        {
            // Saved and loaded, not made anew in each: an image without a registry is known by its id, the same on every machine.
            var images = Path.Combine(folder.FullName, "images.tar");
            await HostTool.RunAsync(ct, "docker", "save", "-o", images, LocalEngine.Busybox);
            starting.AddRange(Enumerable.Range(1, machines).Select(number => LabMachine.StartAsync(number, @switch, images, ct)));
            return new Lab(@switch, await Task.WhenAll(starting));
        }
        catch
        {
            List<LabMachine> started = [];
            foreach (var machine in starting.Where(s => s.IsCompletedSuccessfully))
                started.Add(await machine);
            await EndAsync(@switch, started);
            throw;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Neither hears the other any more; others hear both.</summary>
    public static async Task DropAsync(LabMachine one, LabMachine other, CancellationToken ct)
    {
        await one.IgnoreAsync(other, ct);
        await other.IgnoreAsync(one, ct);
    }

    public static async Task UndropAsync(LabMachine one, LabMachine other, CancellationToken ct)
    {
        await one.ListenToAsync(other, ct);
        await other.ListenToAsync(one, ct);
    }

    public ValueTask DisposeAsync() => EndAsync(_switch, Machines);

    private static async ValueTask EndAsync(LabSwitch @switch, IReadOnlyList<LabMachine> machines)
    {
        try
        {
            await Task.WhenAll(machines.Select(m => m.DisposeAsync().AsTask()));
        }
        finally
        {
            await @switch.DisposeAsync();
        }
    }
}
