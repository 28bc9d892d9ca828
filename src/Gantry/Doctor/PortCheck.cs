using System.Diagnostics;
using Gantry.Output;

namespace Gantry.Doctor;

/// <summary>Whether a port is free or Gantry's own. Pure.</summary>
internal static class PortCheck
{
    public static CheckItem Of(PortFacts port)
    {
        var name = $"port {port.Port}";
        if (port.Holder is not { } holder)
            return CheckItem.Pass(name, $"free, for {port.What}");
        if (holder.IsGantry)
            return CheckItem.Pass(name, $"{port.What}: {holder.Text}");
        var found = $"{Capital(holder.Text)} has it; it is for {port.What}";
        var fix = holder.Process is null
            ? $"sudo gantry doctor shows which; stop it, or {port.OtherChoice}."
            : $"Stop it, or {port.OtherChoice}.";
        return port.Need switch
        {
            PortNeed.Now => CheckItem.Fail(name, $"{found}.", fix),
            PortNeed.AsServer => CheckItem.Warn(name, $"{found} of a server, which this machine is not yet.", fix),
            PortNeed.Perhaps => CheckItem.Warn(name, $"{found}.", fix),
            _ => throw new UnreachableException(),
        };
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
