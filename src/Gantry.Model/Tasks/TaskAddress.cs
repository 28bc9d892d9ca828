namespace Gantry.Model.Tasks;

/// <summary>Where a task answers on one network.</summary>
/// <param name="Network">The network's full name, for example <c>shop_default</c>.</param>
/// <param name="Address">IPv4 address without prefix length.</param>
public sealed record TaskAddress(string Network, string Address);
