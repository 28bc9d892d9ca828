namespace Gantry.Doctor;

/// <summary>A port that Gantry wants on this machine, and who has it.</summary>
/// <param name="What">What it is for, as in <c>the control API</c>.</param>
/// <param name="Need">What follows where somebody else has it.</param>
/// <param name="Holder">Null: it is free.</param>
/// <param name="OtherChoice">What else can be done than to stop the holder.</param>
internal sealed record PortFacts(string Port, string What, PortNeed Need, PortHolder? Holder, string OtherChoice);
