namespace Gantry.ClusterTests.Hosts;

/// <summary>One lab of three machines for the tests of a class, each of which leaves every machine as it found it or has the next one mend it.</summary>
public sealed class SharedLab : IAsyncLifetime
{
    private Lab? _lab;

    internal IReadOnlyList<LabMachine> Machines => (_lab ?? throw new InvalidOperationException("Not started yet.")).Machines;

    public async ValueTask InitializeAsync() => _lab = await Lab.StartAsync(machines: 3, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_lab is not null)
            await _lab.DisposeAsync();
    }
}
