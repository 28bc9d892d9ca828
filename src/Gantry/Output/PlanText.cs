using System.Collections.ObjectModel;
using System.Text.Json;
using Gantry.Commands;
using Gantry.Model.Api;

namespace Gantry.Output;

/// <summary>A plan for people: what is created, replaced, updated in place and removed, why, and on which node.</summary>
internal static class PlanText
{
    /// <summary>In the form that <c>-o</c> asks for.</summary>
    public static void PrintAs(Session session, ChangeAnswer answer)
    {
        var form = session.Form();
        switch (form)
        {
            case OutputForm.Json:
                session.Printer.Line(JsonText.Of(answer, ApiJson.Default.ChangeAnswer));
                break;
            case OutputForm.JsonLines:
                session.Printer.Line(JsonText.Of(answer, ApiJson.Default.ChangeAnswer, isIndented: false));
                break;
            case OutputForm.Yaml:
                session.Printer.Line(YamlText.Of(answer, ApiJson.Default.ChangeAnswer));
                break;
            case OutputForm.Names or OutputForm.Ids:
                foreach (var service in answer.Plan.Services.Where(s => s.Kind != ChangeKind.None))
                    session.Printer.Line($"{answer.Plan.Stack}_{service.Service}");
                break;
            case OutputForm.Template { Text: { IsTable: false } template }:
                session.Printer.Line(template.Write(ReadOnlyDictionary<string, string>.Empty, JsonSerializer.SerializeToElement(answer, ApiJson.Default.ChangeAnswer)));
                break;
            case OutputForm.Table table:
                Print(session.Printer, answer.Plan, answer.Warnings, showsUnchanged: table.IsWide);
                break;
            default:
                throw CliException.Usage("A plan is no list: it has no table of fields.", "Leave the word table out of --format; -o json shows all fields.");
        }
    }

    public static void Print(Printer printer, ChangePlan plan, IReadOnlyList<string> warnings, bool showsUnchanged = false)
    {
        var from = plan.FromRevision == 0 ? "new" : $"revision {plan.FromRevision}";
        printer.Line($"Stack {plan.Stack} ({from})");
        foreach (var service in plan.Services.Where(s => showsUnchanged || s.Kind != ChangeKind.None))
            PrintService(printer, service);
        PrintResources(printer, "network", plan.Networks, showsUnchanged);
        PrintResources(printer, "volume", plan.Volumes, showsUnchanged);
        foreach (var warning in warnings)
            printer.WarningLine(warning);
        printer.Line(Summary(plan));
    }

    public static string Summary(ChangePlan plan)
    {
        if (plan.IsEmpty)
            return "Nothing to change.";
        var kinds = plan.Services.Select(s => s.Kind)
            .Concat(plan.Networks.Select(n => n.Kind))
            .Concat(plan.Volumes.Select(v => v.Kind))
            .ToList();
        return $"Plan: {Count(ChangeKind.Create)} to create, {Count(ChangeKind.Replace)} to replace, " +
            $"{Count(ChangeKind.Update)} to update in place, {Count(ChangeKind.Remove)} to remove.";

        int Count(ChangeKind kind) => kinds.Count(k => k == kind);
    }

    private static void PrintService(Printer printer, ServiceChange service)
    {
        printer.Line($"{Symbol(printer, service.Kind)} service {service.Service}");
        foreach (var reason in service.Reasons)
            printer.Line($"        {PlainText.Of(reason)}");
        foreach (var task in service.Tasks.Where(t => t.Kind != ChangeKind.None))
            printer.Line($"      {Symbol(printer, task.Kind)} {TaskLine(service, task)}");
    }

    private static string TaskLine(ServiceChange service, TaskChange task)
    {
        var name = task.Slot > 0 ? $"{service.Service}.{task.Slot}" : service.Service;
        if (task.Blocked is { } blocked)
            return $"{name} fits on no node: {PlainText.Of(blocked)}";
        return (task.FromNode, task.Node) switch
        {
            ({ } from, { } to) when from != to => $"{name} from {from} to {to}",
            (_, { } to) => $"{name} on {to}",
            ({ } from, null) => $"{name} on {from}",
            _ => name,
        };
    }

    private static void PrintResources(Printer printer, string kind, IReadOnlyList<ResourceChange> changes, bool showsUnchanged)
    {
        foreach (var change in changes.Where(c => showsUnchanged || c.Kind != ChangeKind.None || c.Note is not null))
        {
            var note = change.Note is { } text ? $": {PlainText.Of(text)}" : "";
            printer.Line($"{Symbol(printer, change.Kind)} {kind} {change.Name}{note}");
        }
    }

    // Four wide, as terraform has them: -/+ is a removal and a creation.
    private static string Symbol(Printer printer, ChangeKind kind) => kind switch
    {
        ChangeKind.Create => "  " + printer.Paint("+", Colour.Green),
        ChangeKind.Replace => printer.Paint("-/+", Colour.Yellow),
        ChangeKind.Update => "  " + printer.Paint("~", Colour.Yellow),
        ChangeKind.Remove => "  " + printer.Paint("-", Colour.Red),
        ChangeKind.None => "   ",
        ChangeKind.Unrecognized => "  ?",
        _ => throw new InvalidOperationException($"{kind} has no symbol."),
    };
}
