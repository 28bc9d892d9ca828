namespace Gantry.Model.Api;

/// <param name="Problem">Null when it is well; else what is wrong and what to do.</param>
public sealed record SystemCheck(string Name, string? Problem, string? Detail = null);
