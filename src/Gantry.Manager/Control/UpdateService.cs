using Gantry.Manager.Planning;
using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Deployments;
using Gantry.Model.Events;
using Gantry.Model.Services;

namespace Gantry.Manager.Control;

/// <summary>Another image, environment or number of replicas until the next deploy; or new containers of the same.</summary>
internal sealed class UpdateService(ChangeRun run, KeptLogins logins)
{
    public ValueTask<ChangeReport> RunAsync(
        ServiceId id, UpdateRequest request, ServiceCondition condition, Caller caller, bool dryRun, CancellationToken ct)
    {
        var given = logins.Sealed(request.RegistryLogins ?? []);
        return run.RunAsync(
            context =>
            {
                var outcome = Forbidden(context.Tx.State, id, request, caller) ?? Apply(context, id, request, condition);
                if (outcome is ChangeOutcome.Made or ChangeOutcome.Unchanged)
                    logins.Keep(context, given);
                return outcome;
            },
            caller.Name,
            dryRun,
            ct);
    }

    internal static ChangeOutcome Apply(ChangeContext context, ServiceId id, UpdateRequest request, ServiceCondition condition) =>
        context.OnService(id, condition, service =>
        {
            if (Refuse(service, request) is { } reason)
                return new ChangeOutcome.Refused(reason);

            var next = service with
            {
                Overrides = Merged(service, request),
                Generation = service.Generation + (request.Force ? 1 : 0),
                UpdatedAt = context.Now,
            };
            if (!request.Force && !service.IsHalted && IsSame(service, next))
                return context.Unchanged(service.Stack, service.Name, $"Service '{service.FullName}' is so already. Use force for new containers of the same.");

            context.Tx.PutRevised(next with { HaltedRevision = null, HaltReason = null }, context.Now);
            return context.MadeOf(service, DeploymentKind.Update, EventType.ServiceUpdated, $"updated {service.FullName}: {Words(service, next)}");
        });

    // What a container may do to its node it does at the word of its image and its environment.
    private static ChangeOutcome.Forbidden? Forbidden(Snapshot state, ServiceId id, UpdateRequest request, Caller caller) =>
        request is { Image: null, EnvAdd: null, EnvRemove: null }
        || state.Find(id) is not { IsRemoved: false } service
        || state.FindStack(service.Stack) is not { } stack
        || state.FindStackRevision(stack.Name, stack.Revision) is not { } revision
            ? null
            : caller.RefuseReach(HostReach.Of(service.Spec, revision));

    private static string Words(Service service, Service next)
    {
        var changes = SpecDiff.Between(service.Spec, next.Spec).ToList();
        return changes.Count > 0 ? string.Join("; ", changes) : "new containers of the same";
    }

    private static string? Refuse(Service service, UpdateRequest request)
    {
        if (request.Image is { } image && !IsImage(image))
            return $"'{image}' is no image: write it as name:tag.";
        if (request.Replicas is { } replicas && ScaleService.Refuse(service, replicas) is { } reason)
            return reason;
        var unusable = (request.EnvAdd?.Keys ?? []).Concat(request.EnvRemove ?? []).FirstOrDefault(n => !IsVariableName(n));
        return unusable is null ? null : $"'{unusable}' is no name of an environment variable: it must have a letter and no '='.";
    }

    private static bool IsImage(string text) => text.Length is > 0 and <= 512 && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));

    private static bool IsVariableName(string text) => text.Length > 0 && !text.Contains('=') && !text.Contains('\0');

    private static ServiceOverrides Merged(Service service, UpdateRequest request)
    {
        var (file, overrides) = (service.FileSpec, service.Overrides);
        var image = request.Image ?? overrides.Image;
        var replicas = request.Replicas ?? overrides.Replicas;
        var (added, removed) = Environment(overrides, request);

        // What the file says anyway is no override.
        removed.RemoveWhere(name => !file.Container.Environment.ContainsKey(name));
        foreach (var (name, value) in file.Container.Environment)
        {
            if (added.TryGetValue(name, out var asked) && asked == value)
                added.Remove(name);
        }

        return new ServiceOverrides
        {
            Image = image == file.Container.Image ? null : image,
            Replicas = replicas == file.Replicas ? null : replicas,
            EnvAdd = added,
            EnvRemove = [.. removed],
        };
    }

    private static (SortedDictionary<string, string> Added, SortedSet<string> Removed) Environment(ServiceOverrides before, UpdateRequest request)
    {
        var added = new SortedDictionary<string, string>(before.EnvAdd.ToDictionary(), StringComparer.Ordinal);
        var removed = new SortedSet<string>(before.EnvRemove, StringComparer.Ordinal);
        foreach (var name in request.EnvRemove ?? [])
        {
            added.Remove(name);
            removed.Add(name);
        }

        foreach (var (name, value) in request.EnvAdd ?? new Dictionary<string, string>())
        {
            removed.Remove(name);
            added[name] = value;
        }

        return (added, removed);
    }

    private static bool IsSame(Service service, Service next) =>
        Model.Json.CanonicalJson.HashOf(service.Spec) == Model.Json.CanonicalJson.HashOf(next.Spec);
}
