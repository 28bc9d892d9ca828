using System.Security.Cryptography;
using Gantry.Model.Deployments;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Settings;
using Gantry.Model.Tasks;

namespace Gantry.Model.Ids;

/// <summary>Where new ids come from: secure in production, seeded in tests and simulations so that a run repeats.</summary>
public sealed class IdSource
{
    private readonly Lock _lock = new();
    private readonly Random? _seeded;

    private IdSource(Random? seeded) => _seeded = seeded;

    public static IdSource Secure() => new(null);

    public static IdSource Seeded(int seed) => new(new Random(seed));

    public TaskId NextTask() => new(Next());

    public ServiceId NextService() => new(Next());

    public NodeId NextNode() => new(Next());

    public DeploymentId NextDeployment() => new(Next());

    public JoinTokenId NextJoinToken() => new(Next());

    public ClusterId NextCluster() => new(Next());

    private RandomId Next()
    {
        Span<byte> bytes = stackalloc byte[10];
        if (_seeded is null)
        {
            RandomNumberGenerator.Fill(bytes);
            return RandomId.From(bytes);
        }

        lock (_lock)
            _seeded.NextBytes(bytes);
        return RandomId.From(bytes);
    }
}
