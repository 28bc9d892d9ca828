using System.Text;
using Gantry.Model.Tasks;
using Gantry.Worker.Docker.Mapping;
using Gantry.Worker.Tasks;

namespace Gantry.Tests.Worker.Tasks;

public sealed class TaskStepTests
{
    private static readonly (string Name, ContainerView? View)[] Containers =
    [
        ("none", null),
        ("created", new ContainerView("c1", ContainerPhase.Created)),
        ("broken", new ContainerView("c1", ContainerPhase.Created) { Error = "no such file" }),
        ("running", new ContainerView("c1", ContainerPhase.Running)),
        ("exit 0", new ContainerView("c1", ContainerPhase.Exited)),
        ("exit 3", new ContainerView("c1", ContainerPhase.Exited) { ExitCode = 3 }),
        ("oom", new ContainerView("c1", ContainerPhase.Exited) { ExitCode = 137, OomKilled = true }),
    ];

    [Fact]
    public void Every_combination_of_desired_and_observed_state_and_container_has_the_step_of_this_table()
    {
        const string Table = """
            Ready    none    | New-Preparing: prepare, Ready-Running: is Failed gone, Complete-Orphaned: stay gone
            Ready    created | New-Ready: is Ready, Starting-Running: start, Complete-Orphaned: stay
            Ready    broken  | New-Running: is Failed, Complete-Orphaned: stay
            Ready    running | New-Running: is Running, Complete-Orphaned: stop
            Ready    exit 0  | New-Running: is Complete, Complete-Orphaned: stay
            Ready    exit 3  | New-Running: is Failed, Complete-Orphaned: stay
            Ready    oom     | New-Running: is Failed, Complete-Orphaned: stay
            Running  none    | New-Preparing: prepare, Ready-Running: is Failed gone, Complete-Orphaned: stay gone
            Running  created | New-Running: start, Complete-Orphaned: stay
            Running  broken  | New-Running: is Failed, Complete-Orphaned: stay
            Running  running | New-Running: is Running, Complete-Orphaned: stop
            Running  exit 0  | New-Running: is Complete, Complete-Orphaned: stay
            Running  exit 3  | New-Running: is Failed, Complete-Orphaned: stay
            Running  oom     | New-Running: is Failed, Complete-Orphaned: stay
            Shutdown none    | New-Running: is Shutdown gone, Complete-Orphaned: stay gone
            Shutdown created | New-Running: remove, Complete-Orphaned: stay
            Shutdown broken  | New-Running: remove, Complete-Orphaned: stay
            Shutdown running | New-Orphaned: stop
            Shutdown exit 0  | New-Running: is Shutdown, Complete-Orphaned: stay
            Shutdown exit 3  | New-Running: is Shutdown, Complete-Orphaned: stay
            Shutdown oom     | New-Running: is Shutdown, Complete-Orphaned: stay
            Remove   none    | New-Running: is Shutdown gone, Complete-Orphaned: stay gone
            Remove   created | New-Orphaned: remove
            Remove   broken  | New-Orphaned: remove
            Remove   running | New-Orphaned: stop
            Remove   exit 0  | New-Running: is Shutdown, Complete-Orphaned: remove
            Remove   exit 3  | New-Running: is Shutdown, Complete-Orphaned: remove
            Remove   oom     | New-Running: is Shutdown, Complete-Orphaned: remove
            """;

        Assert.Equal(Table, Actual());
    }

    [Fact]
    public void No_step_moves_a_state_back()
    {
        var moves =
            from desired in Enum.GetValues<DesiredState>()
            from observed in Enum.GetValues<TaskState>()
            from container in Containers
            where desired != DesiredState.Unrecognized && observed != TaskState.Unrecognized
            let settle = TaskStep.Next(desired, observed, container.View) as TaskStep.Settle
            where settle is not null && !TaskTransitions.MayMove(observed, settle.State)
            select $"{desired} {observed} {container.Name} -> {settle.State}";

        Assert.Equal([], moves);
    }

    private static string Actual()
    {
        var table = new StringBuilder();
        foreach (var desired in Enum.GetValues<DesiredState>().Where(d => d != DesiredState.Unrecognized).Order())
        {
            foreach (var (name, view) in Containers)
                table.Append($"{desired,-8} {name,-7} | {Row(desired, view)}\n");
        }

        return table.ToString().TrimEnd();
    }

    // States in a row that ask for the same are one entry.
    private static string Row(DesiredState desired, ContainerView? container)
    {
        var states = Enum.GetValues<TaskState>().Where(s => s != TaskState.Unrecognized).Order().ToList();
        var parts = new List<(TaskState First, TaskState Last, string Step)>();
        foreach (var state in states)
        {
            var step = Word(TaskStep.Next(desired, state, container), state);
            if (parts is [.., var last] && last.Step == step)
                parts[^1] = last with { Last = state };
            else
                parts.Add((state, state, step));
        }

        return string.Join(", ", parts.Select(p => p.First == p.Last ? $"{p.First}: {p.Step}" : $"{p.First}-{p.Last}: {p.Step}"));
    }

    private static string Word(TaskStep step, TaskState observed) => step switch
    {
        TaskStep.Settle(var state, _, var isGone) => (state == observed && observed.IsTerminal() ? "stay" : $"is {state}") + (isGone ? " gone" : ""),
        _ => step.GetType().Name.ToLowerInvariant(),
    };
}
