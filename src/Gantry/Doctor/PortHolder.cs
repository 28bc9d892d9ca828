namespace Gantry.Doctor;

/// <param name="Process">Its name; null where it is not ours to see.</param>
/// <param name="Text">As part of a sentence: <c>process nginx (pid 812) on 0.0.0.0:80</c>.</param>
internal sealed record PortHolder(string? Process, string Text)
{
    public bool IsGantry => Process == "gantry";
}
