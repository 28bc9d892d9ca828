namespace Gantry.Model.Services;

/// <summary>A device node of the host, under some path in the container.</summary>
/// <param name="Permissions">Of <c>r</c>ead, <c>w</c>rite and <c>m</c>knod.</param>
public sealed record Device(string Source, string Target, string Permissions = "rwm");
