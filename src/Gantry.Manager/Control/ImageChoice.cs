using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Json;
using Gantry.Model.Services;
using Gantry.Model.Stacks;

namespace Gantry.Manager.Control;

/// <summary>Which images the names in a deploy's files mean from now on. Pure.</summary>
internal static class ImageChoice
{
    /// <summary>False: its name can mean one image alone, no registry has it, or its file says that none is to be asked.</summary>
    /// <param name="built">What the client built for this deploy, by service.</param>
    public static bool MayAskFor(ServiceSpec service, IReadOnlyDictionary<string, string> built) =>
        !ImageReference.HasDigest(service.Container.Image) && service.Container.PullPolicy is not (PullPolicy.Never or PullPolicy.Build)
        && service.Build is not { IsOnlySource: true } && !built.ContainsKey(service.Name);

    /// <summary>As <c>docker compose up</c> pulls anew at each start what <c>pull_policy: always</c> says, a deploy asks anew what its name means.</summary>
    public static bool Asks(ServiceSpec service, ImageResolution resolution, IReadOnlyDictionary<string, string> built) => MayAskFor(service, built)
        && (resolution == ImageResolution.Always || (resolution == ImageResolution.Changed && service.Container.PullPolicy == PullPolicy.Always));

    /// <returns>The stack with the digests that its services are to run.</returns>
    public static StackSpec Of(Snapshot state, PreparedDeploy request)
    {
        var stack = request.Stack;
        var deployed = state.FindStack(stack.Name) is { } known ? state.FindStackRevision(stack.Name, known.Revision) : null;
        var before = (deployed?.Services ?? []).ToDictionary(s => s.Name);
        return stack with { Services = [.. stack.Services.Select(Chosen)] };

        ServiceSpec Chosen(ServiceSpec spec)
        {
            // One that an earlier deploy left out of its files and kept is in no revision of the stack any more.
            var service = state.FindService(stack.Name, spec.Name);
            return Of(state, service, before.GetValueOrDefault(spec.Name) ?? service?.FileSpec, spec, request);
        }
    }

    private static ServiceSpec Of(Snapshot state, Service? service, ServiceSpec? before, ServiceSpec spec, PreparedDeploy request)
    {
        var kept = Kept(before, spec, request);
        if (kept.Container.BuiltImage is not null || !Asks(spec, request.ResolveImage, request.BuiltImages) || request.Images.Digests.GetValueOrDefault(spec.Container.Image) is not { } digest)
            return kept;

        // While nothing was pinned, nodes may have run anything under the name: then its pin says nothing.
        var isThatOne = before is { ImageByName: false } && DigestOf(state, service, kept) == digest;
        return isThatOne ? kept : kept with { Container = kept.Container with { ImageDigest = digest } };
    }

    // What was found out once holds until the name changes: deploying the same file again changes nothing. What was built
    // holds until it is built again, or a registry is to be asked whatever there is.
    private static ServiceSpec Kept(ServiceSpec? before, ServiceSpec spec, PreparedDeploy request)
    {
        var known = before?.Container.Image == spec.Container.Image ? before.Container : null;
        var mayStay = spec.Build is not null && request.ResolveImage != ImageResolution.Always;
        var built = request.BuiltImages.GetValueOrDefault(spec.Name) ?? (mayStay ? known?.BuiltImage : null);
        return spec with
        {
            ImageByName = request.ResolveImage == ImageResolution.Never && built is null,
            Container = spec.Container with { ImageDigest = built is null ? known?.ImageDigest : null, BuiltImage = built },
        };
    }

    /// <returns>What its containers run already, where none of them would be replaced; null where they would, or nobody has said.</returns>
    private static string? DigestOf(Snapshot state, Service? service, ServiceSpec spec)
    {
        if (service is null)
            return null;
        var hash = CanonicalJson.HashOf(spec.Container with { Generation = service.Generation });
        return state.RevisionsOf(service.Id).LastOrDefault(r => r.Hash == hash)?.ImageIdentity is { } identity ? ImageReference.DigestOf(identity) : null;
    }
}
