using Gantry.Model.Events;

namespace Gantry.Manager.Api.Watch;

/// <summary>Which events a client wants. Null: all.</summary>
/// <param name="Service">Its name, or its full name with the stack's.</param>
/// <param name="Types">What the type begins with; any of them.</param>
internal sealed record EventFilter(string? Stack, string? Service, IReadOnlyList<string>? Types)
{
    public bool Wants(ClusterEvent happened) =>
        (Stack is null || happened.Stack == Stack) &&
        (Service is null || happened.Service == Service || $"{happened.Stack}_{happened.Service}" == Service) &&
        (Types is null or [] || Types.Any(t => happened.Type.StartsWith(t, StringComparison.OrdinalIgnoreCase)));
}
