namespace Gantry.Model.Api;

/// <summary>Body of <c>POST /v1/ca/rotate</c>.</summary>
/// <param name="Finish">True: ends the rotation that is under way, whoever has not followed. False: begins one.</param>
public sealed record CaRotateRequest(bool Finish = false);
