using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Json;
using Gantry.Model.Services;
using Gantry.Model.Stacks;

namespace Gantry.Manager.Control;

/// <summary>Which images the names in a deploy's files mean from now on. Pure.</summary>
internal static class ImageChoice
{
    /// <summary>False: its name can mean one image alone, or its file says that no registry is to be asked.</summary>
    public static bool MayAskFor(ContainerSpec container) =>
        !ImageReference.HasDigest(container.Image) && container.PullPolicy != PullPolicy.Never;

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
        // What was found out once holds until the name changes: deploying the same file again changes nothing.
        var kept = spec with
        {
            ImageByName = request.ResolveImage == ImageResolution.Never,
            Container = spec.Container with
            {
                ImageDigest = before?.Container.Image == spec.Container.Image ? before.Container.ImageDigest : null,
            },
        };
        if (!MayAskFor(spec.Container) || request.Images.Digests.GetValueOrDefault(spec.Container.Image) is not { } digest)
            return kept;

        // While nothing was pinned, nodes may have run anything under the name: then its pin says nothing.
        var isThatOne = before is { ImageByName: false } && DigestOf(state, service, kept) == digest;
        return isThatOne ? kept : kept with { Container = kept.Container with { ImageDigest = digest } };
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
