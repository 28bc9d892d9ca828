using Gantry.Model.Stacks;

namespace Gantry.Model.Api;

/// <summary>Body of <c>PUT /v1/stacks/{name}</c>.</summary>
/// <param name="Prune">False keeps services that the file no longer names.</param>
/// <param name="Strict">Warnings refuse the deploy.</param>
/// <param name="Message">Why, in the words of who deploys; kept with the deployment.</param>
public sealed record DeployRequest(Bundle Bundle, bool Prune = true, bool Strict = false, string? Message = null);
