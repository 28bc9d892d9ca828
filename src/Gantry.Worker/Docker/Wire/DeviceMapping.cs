namespace Gantry.Worker.Docker.Wire;

internal sealed record DeviceMapping(string PathOnHost, string PathInContainer, string CgroupPermissions);
