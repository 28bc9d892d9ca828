namespace Gantry.Doctor;

internal enum PortNeed
{
    /// <summary>Without it what this machine is for does not work.</summary>
    Now,

    /// <summary>Only a server needs it, and this machine is none yet.</summary>
    AsServer,

    /// <summary>It is a convenience, or for a part that is still to come.</summary>
    Perhaps,
}
