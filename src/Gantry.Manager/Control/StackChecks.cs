using System.Text.RegularExpressions;
using Gantry.Manager.Allocate;
using Gantry.Manager.Schedule;
using Gantry.Manager.State;
using Gantry.Model.Services;
using Gantry.Model.Stacks;

namespace Gantry.Manager.Control;

/// <summary>What stands against a stack in this cluster, beyond what its files say by themselves. Pure.</summary>
/// <param name="reserved">Ports that Gantry listens on.</param>
internal sealed partial class StackChecks(IReadOnlyList<ReservedPort> reserved)
{
    /// <summary>More would make one commit, and one answer, unreasonably large.</summary>
    public const int MostReplicas = 10_000;

    private const int MostServices = 1_000;

    /// <returns>One sentence a problem; empty when it can be deployed.</returns>
    public IReadOnlyList<string> Problems(Snapshot state, StackSpec stack) =>
    [
        .. Names(stack),
        .. Sizes(stack),
        .. FutureKeys.Problems(stack),
        .. Sources(stack),
        .. stack.Services.SelectMany(s => PlacementCheck.Problems(s.Placement).Select(p => $"Service '{s.Name}': {p}")),
        .. EngineDemands.Unmet(state, stack),
        .. Ports(state, stack),
        .. Networks(state, stack),
        .. Volumes(state, stack),
    ];

    /// <returns>Null for a name that a stack can have.</returns>
    public static string? NameProblem(string name) => NamePattern().IsMatch(name)
        ? null
        : $"Stack name '{name}' cannot be used: take at most 63 of a-z, 0-9, '_' and '-', beginning with a letter or digit.";

    private static IEnumerable<string> Names(StackSpec stack)
    {
        if (NameProblem(stack.Name) is { } problem)
            yield return problem;
        foreach (var service in stack.Services.Where(s => !ServicePattern().IsMatch(s.Name)))
            yield return $"Service name '{service.Name}' cannot be used: take at most 63 letters, digits, '_', '-' and '.', beginning with a letter, digit or '_', and each '.' between two of them.";

        // DNS makes no difference between them.
        foreach (var same in stack.Services.GroupBy(s => s.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
            yield return $"Services {string.Join(" and ", same.Select(s => $"'{s.Name}'"))} have one name: other services could not tell them apart. Rename one.";
        foreach (var service in stack.Services)
        {
            if (TaskName().Match(service.Name) is { Success: true } name && stack.Services.Any(s => s.Name == name.Groups[1].Value))
                yield return $"Service '{service.Name}' has the name of task {name.Groups[2].Value} of service '{name.Groups[1].Value}'. Rename one of the two.";
        }
    }

    private static IEnumerable<string> Sizes(StackSpec stack)
    {
        if (stack.Services.Count > MostServices)
            yield return $"Stack '{stack.Name}' has {stack.Services.Count} services; a stack can have {MostServices}. Split it.";
        foreach (var service in stack.Services.Where(s => s.Replicas is < 0 or > MostReplicas))
            yield return $"Service '{service.Name}' wants {service.Replicas} replicas: use 0 to {MostReplicas}.";
    }

    // Only clients build: what no client has built there is no image of.
    private static IEnumerable<string> Sources(StackSpec stack)
    {
        foreach (var service in stack.Services.Where(s => s.Container.BuiltImage is null))
        {
            if (service.Build is { IsOnlySource: true })
                yield return $"Service '{service.Name}' has 'build' and no 'image', and was not built: deploy it with --build, or name the image to run.";
            else if (service.Build is not null && service.Container.PullPolicy is PullPolicy.Build)
                yield return $"Service '{service.Name}' has 'pull_policy: build', and was not built: deploy it with --build, or remove the policy to run its image as a registry has it.";
        }
    }

    private IEnumerable<string> Ports(Snapshot state, StackSpec stack)
    {
        foreach (var (service, port) in stack.Services.SelectMany(s => s.Ports.Select(p => (s, p))))
        {
            if (port.HostIp?.Contains(':', StringComparison.Ordinal) is true)
                yield return $"Service '{service.Name}' cannot publish {port}: a port that reaches any replica is published on IPv4 alone. Give an IPv4 address, or publish it with 'mode: host'.";
        }

        var own = stack.Services.SelectMany(s => PortsOf(s).Select(p => new PortClaim($"{stack.Name}_{s.Name}", p))).ToList();
        var others = OtherClaims(state, stack.Name).Concat(own).ToList();
        foreach (var claim in own.Where(c => c.Port.Published != 0))
        {
            if (reserved.FirstOrDefault(r => IsTaken(claim.Port, r)) is { } mine)
                yield return $"Service '{claim.Owner}' cannot publish port {claim.Port.Published}/{claim.Port.Protocol}: Gantry itself listens there ({mine.Use}). Choose another.";
            else if (PortPool.Conflict(claim, others) is { } conflict)
                yield return conflict;
        }

        foreach (var claim in own)
        {
            if (claim.Port.ChosenFrom is { } range && reserved.FirstOrDefault(r => IsTaken(claim.Port, range, r)) is { } mine)
                yield return $"Service '{claim.Owner}' cannot publish a port of {range}/{claim.Port.Protocol}: Gantry itself listens on {mine.Port} ({mine.Use}). Choose a range without it.";
        }

        if (Unchosen(state, stack, others) is { } exhausted)
            yield return exhausted;
    }

    // The numbers themselves are chosen when the services are made.
    private static string? Unchosen(Snapshot state, StackSpec stack, List<PortClaim> others)
    {
        var taken = others.ToList();
        foreach (var service in stack.Services)
        {
            var known = state.FindService(stack.Name, service.Name);
            foreach (var port in service.Ports.Where(p => p.Published == 0))
            {
                if (known?.Numbered(port) is not { Published: > 0 } numbered)
                {
                    switch (PortPool.Choose($"{stack.Name}_{service.Name}", port, taken))
                    {
                        case PortChoice.Exhausted(var reason):
                            return reason;
                        case PortChoice.Chosen(var number):
                            numbered = port with { Published = number };
                            break;
                        default:
                            throw new InvalidOperationException("A choice without an answer.");
                    }
                }

                taken.Add(new PortClaim($"{stack.Name}_{service.Name}", numbered));
            }
        }

        return null;
    }

    private static IEnumerable<PublishedPort> PortsOf(ServiceSpec service) => service.Ports.Concat(service.Container.HostPorts);

    private static IEnumerable<PortClaim> OtherClaims(Snapshot state, string stack) =>
        from service in state.Services
        where !service.IsRemoved && service.Stack != stack
        from port in service.PublishedPorts.Concat(service.Spec.Container.HostPorts)
        select new PortClaim(service.FullName, port);

    private static bool IsTaken(PublishedPort port, ReservedPort own) => IsTaken(port, new PublishedRange(port.Published, port.Published), own);

    private static bool IsTaken(PublishedPort port, PublishedRange range, ReservedPort own) =>
        own.Port >= range.First && own.Port <= range.Last &&
        string.Equals(port.Protocol, own.Protocol, StringComparison.OrdinalIgnoreCase) &&
        PortClaim.SharesAddress(port.HostIp, own.HostIp);

    private static IEnumerable<string> Networks(Snapshot state, StackSpec stack)
    {
        foreach (var network in stack.Networks.Where(n => !n.External))
        {
            if (state.FindNetwork(network.Name) is { Stack: { } owner, IsRemoved: false } && owner != stack.Name)
                yield return $"Network '{network.Name}' belongs to stack '{owner}'. Give it another name, or mark it external to share it.";
            if (network.Subnet is not { } subnet)
                continue;
            var taken = state.Networks.Where(n => n.Name != network.Name).SelectMany(n => n.Subnets.Values).ToList();
            if (new SubnetPool(state.Settings.AddressPool).Refuse(subnet, taken) is { } refusal)
                yield return $"Network '{network.Name}': {refusal}";
        }
    }

    private static IEnumerable<string> Volumes(Snapshot state, StackSpec stack)
    {
        foreach (var volume in stack.Volumes.Where(v => !v.External))
        {
            if (state.FindVolume(volume.Name) is { Stack: { } owner } && owner != stack.Name)
                yield return $"Volume '{volume.Name}' belongs to stack '{owner}'. Give it another name, or mark it external to share it.";
        }
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9_-]{0,62}\z")]
    private static partial Regex NamePattern();

    // As compose has them; a name is also one in DNS and a part of a container's.
    [GeneratedRegex(@"\A(?=.{1,63}\z)[A-Za-z0-9_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*\z")]
    private static partial Regex ServicePattern();

    [GeneratedRegex(@"\A(.+)\.([1-9][0-9]*)\z")]
    private static partial Regex TaskName();
}
