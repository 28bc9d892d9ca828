using System.Net;
using Gantry.Model.Networks;

namespace Gantry.Compose.Mapping;

/// <summary>One item of <c>ipam.config</c>.</summary>
internal sealed class AddressPoolDraft
{
    public IPNetwork? Subnet { get; set; }

    public AddressRules Rules { get; set; } = new();

    /// <summary>What is written and must lie in the subnet.</summary>
    public List<(Value Written, IPAddress Address)> Inside { get; } = [];
}
