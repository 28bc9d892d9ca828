using System.Globalization;
using Gantry.Manager.Api.Views;
using Gantry.Manager.State;
using Gantry.Model.Deployments;
using Gantry.Model.Ids;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Stacks;
using Gantry.Model.Tasks;
using Microsoft.AspNetCore.Http;

namespace Gantry.Manager.Api;

/// <summary>What a person means by a name: an id, its first letters, or a name. The one place that decides it.</summary>
internal static class Lookup
{
    /// <summary>Shorter ones are more likely a slip than a wish.</summary>
    private const int ShortestPrefix = 3;

    private const int MostCandidates = 10;

    extension(Snapshot state)
    {
        public Stack StackNamed(string text) =>
            state.FindStack(text) ?? throw Problem.NotFound($"There is no stack '{text}'. 'gantry stack ls' lists them.");

        /// <summary>The stack that a list is asked of; null for all. A list that is watched may be of a stack that is deployed later.</summary>
        public string? StackAsked(HttpContext http) =>
            http.QueryText("stack") is { } name && !http.WantsEvents ? state.StackNamed(name).Name : http.QueryText("stack");

        public Service ServiceNamed(string text)
        {
            if (RandomId.TryParse(text, out var id) && state.Find(new ServiceId(id)) is { } known)
                return known;
            var services = state.Services;
            return Only("service", text, [.. services.Where(s => s.FullName == text)], s => s.FullName)
                ?? Only("service", text, [.. services.Where(s => s.Name == text)], s => s.FullName)
                ?? Only("service", text, [.. services.Where(s => IsPrefix(text, s.Id.Value))], s => $"{s.FullName} ({s.Id})")
                ?? throw Problem.NotFound($"There is no service '{text}'. 'gantry service ls' lists them.");
        }

        public ServiceTask TaskNamed(string text)
        {
            if (RandomId.TryParse(text, out var id) && state.Find(new TaskId(id)) is { } known)
                return known;
            return ByName(state, text)
                ?? Only("task", text, [.. state.Tasks.Where(t => IsPrefix(text, t.Id.Value))], t => $"{TaskView.NameOf(state, t)} ({t.Id})")
                ?? throw NoTask(state, text);
        }

        public Node NodeNamed(string text)
        {
            if (RandomId.TryParse(text, out var id) && state.Find(new NodeId(id)) is { } known)
                return known;
            return state.FindNode(text)
                ?? Only("node", text, [.. state.Nodes.Where(n => IsPrefix(text, n.Id.Value))], n => $"{n.Name} ({n.Id})")
                ?? throw Problem.NotFound($"There is no node '{text}'. 'gantry node ls' lists them.");
        }

        public JoinToken JoinTokenNamed(string text)
        {
            if (RandomId.TryParse(text, out var id) && state.Find(new JoinTokenId(id)) is { } known)
                return known;
            return Only("join token", text, [.. state.JoinTokens.Where(t => IsPrefix(text, t.Id.Value))], t => t.Id.ToString())
                ?? throw Problem.NotFound($"There is no join token '{text}'. 'gantry node token ls' lists them.");
        }

        public Deployment DeploymentNamed(string text)
        {
            if (RandomId.TryParse(text, out var id) && state.Find(new DeploymentId(id)) is { } known)
                return known;
            return Only("deployment", text, [.. state.Deployments.Where(d => IsPrefix(text, d.Id.Value))], d => $"{d.Id} of {d.Stack}")
                ?? throw Problem.NotFound($"There is no deployment '{text}'. 'gantry deployment ls' lists them.");
        }
    }

    // Names of services and of nodes may have dots themselves: each may be the one between the two.
    private static ServiceTask? ByName(Snapshot state, string text)
    {
        for (var dot = text.IndexOf('.'); dot >= 0; dot = text.IndexOf('.', dot + 1))
        {
            if (InSlot(state, text[..dot], text[(dot + 1)..]) is { } task)
                return task;
        }

        return null;
    }

    // A slot has had many tasks: its name means the one that people see there now.
    private static ServiceTask? InSlot(Snapshot state, string owner, string slot)
    {
        var named = state.Services.Where(s => s.FullName == owner).ToList();
        if (named.Count == 0)
            named = [.. state.Services.Where(s => s.Name == owner)];
        if (Only("service", owner, named, s => s.FullName) is not { } service)
            return null;

        return TaskView.Present(state, service).FirstOrDefault(t => IsSlot(state, t, slot))
            ?? state.TasksOf(service.Id).Where(t => IsSlot(state, t, slot)).MaxBy(t => (t.Revision, t.CreatedAt, t.RestartCount));
    }

    // Commands that take a service or a task ask for the task last.
    private static ApiProblemException NoTask(Snapshot state, string text)
    {
        if (int.TryParse(text[(text.LastIndexOf('.') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            return Problem.NotFound($"There is no task '{text}'. 'gantry ps' lists them.");
        return state.Services.FirstOrDefault(s => s.FullName == text || s.Name == text) is { } service
            ? Problem.NotFound($"'{text}' is a service, not a task. 'gantry service ps {service.FullName}' lists its tasks.")
            : Problem.NotFound($"There is no service or task '{text}'. 'gantry service ls' and 'gantry ps' list them.");
    }

    private static bool IsSlot(Snapshot state, ServiceTask task, string slot) =>
        task.Slot > 0 ? task.Slot.ToString() == slot : task.NodeId is { } node && (state.Find(node)?.Name == slot || node.ToString() == slot);

    private static bool IsPrefix(string text, RandomId id) =>
        text.Length is >= ShortestPrefix and < RandomId.Length && id.ToString().StartsWith(text, StringComparison.Ordinal);

    private static T? Only<T>(string kind, string text, List<T> found, Func<T, string> nameOf)
        where T : class
    {
        if (found.Count <= 1)
            return found.FirstOrDefault();
        var names = string.Join(", ", found.Select(nameOf).Order(StringComparer.Ordinal).Take(MostCandidates));
        var more = found.Count > MostCandidates ? $" and {found.Count - MostCandidates} more" : "";
        throw Problem.Ambiguous($"'{text}' can mean {found.Count} {kind}s: {names}{more}. Write one of these.");
    }
}
