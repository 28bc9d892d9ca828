using Gantry.Model.Stacks;

namespace Gantry.Model.Api;

/// <summary>Body of <c>PUT /v1/stacks/{name}</c>.</summary>
/// <param name="Prune">False keeps services that the file no longer names.</param>
/// <param name="Strict">Warnings refuse the deploy.</param>
/// <param name="Message">Why, in the words of who deploys; kept with the deployment.</param>
/// <param name="ResolveImage">When it is found out what the images' tags mean.</param>
public sealed record DeployRequest(
    Bundle Bundle,
    bool Prune = true,
    bool Strict = false,
    string? Message = null,
    ImageResolution ResolveImage = ImageResolution.Changed);
