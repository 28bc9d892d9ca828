namespace Gantry.Model.Services;

/// <summary>What of the node's devices a container may use.</summary>
public sealed record DeviceAccess
{
    public IReadOnlyList<Device> Mapped { get; init => field = value ?? []; } = [];

    /// <summary>As the kernel takes them: <c>c 1:3 mr</c>.</summary>
    public IReadOnlyList<string> CgroupRules { get; init => field = value ?? []; } = [];

    /// <summary>Devices that a driver of the engine picks, such as GPUs.</summary>
    public IReadOnlyList<DeviceRequest> Requests { get; init => field = value ?? []; } = [];
}
