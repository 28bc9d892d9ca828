namespace Gantry.Model.Wire;

/// <summary>What a frame of an exec stream carries. The numbers are part of the protocol.</summary>
public enum ExecChannel
{
    Stdin = 0,
    Stdout = 1,
    Stderr = 2,

    /// <summary>An <see cref="Api.ExecControl"/> as JSON.</summary>
    Control = 3,
}
