using System.Text;
using Gantry.Model.Deployments;

namespace Gantry.Output.Progress;

/// <summary>A line a service that is drawn anew, with the reason that blocks it below.</summary>
internal sealed class TerminalProgress(Printer printer) : IProgressView
{
    private const int BarWidth = 20;

    // A screenful. What is through makes room for what is not.
    private const int MaxServices = 20;

    private readonly long _start = printer.Environment.Time.GetTimestamp();
    private Deployment? _last;
    private int _drawnLines;

    public bool ShowsElapsed => true;

    public void Show(Deployment deployment)
    {
        _last = deployment;
        Draw();
    }

    public void Tick() => Draw();

    public void Leave()
    {
        _drawnLines = 0;
        _last = null;
        printer.Flush();
    }

    private void Draw()
    {
        if (_last is null)
            return;
        var lines = Lines(_last);
        var text = new StringBuilder();
        if (_drawnLines > 0)
            text.Append($"\e[{_drawnLines}A");
        foreach (var line in lines)
            text.Append("\r\e[2K").Append(line).Append('\n');

        // What the last drawing had below this one.
        text.Append("\e[J");
        _drawnLines = lines.Count;
        printer.Raw(text.ToString());
        printer.Flush();
    }

    private List<string> Lines(Deployment deployment)
    {
        var width = Math.Max(20, printer.Environment.Columns() - 1);
        var shown = deployment.Services.OrderBy(s => s.State == DeploymentState.Succeeded).Take(MaxServices)
            .OrderBy(s => s.Service, StringComparer.Ordinal).ToList();
        var names = shown.Count == 0 ? 0 : shown.Max(s => s.Service.Length);
        var lines = new List<string>();
        foreach (var service in shown)
        {
            var end = ProgressWords.EndOf(service);
            var count = end is null ? $"{service.Done}/{service.Wanted} {Bar(service)} " : "";
            lines.Add(Fit($"{service.Service.PadRight(names)}  {count}", end ?? ProgressWords.StateAndLosses(service), width, ColourOf(service.State)));
            if (service is { Blocked: { } blocked, State: not DeploymentState.Succeeded })
                lines.Add(Fit("  ", PlainText.Of(blocked), width, Colour.Yellow));
        }

        if (shown.Count < deployment.Services.Count)
            lines.Add($"and {deployment.Services.Count - shown.Count} more");
        lines.Add(deployment.State == DeploymentState.Running
            ? $"{Age.Short(printer.Environment.Time.GetElapsedTime(_start))}"
            : Fit("", ProgressWords.End(deployment), width, ColourOf(deployment.State)));
        return lines;
    }

    private static string Bar(ServiceProgress service)
    {
        var isDone = service.Wanted == 0 || service.Done >= service.Wanted;
        var filled = isDone ? BarWidth : Math.Clamp(service.Done * BarWidth / service.Wanted, 0, BarWidth - 1);
        return $"[{new string('=', filled)}{(isDone ? "" : ">")}{new string(' ', BarWidth - filled - (isDone ? 0 : 1))}]";
    }

    private static Colour? ColourOf(DeploymentState state) => state switch
    {
        DeploymentState.Succeeded => Colour.Green,
        DeploymentState.Failed => Colour.Red,
        DeploymentState.Superseded => Colour.Yellow,
        DeploymentState.Running or DeploymentState.Unrecognized => null,
        _ => throw new InvalidOperationException($"{state} has no colour."),
    };

    // A line that wraps would break the count of lines to go back.
    private string Fit(string before, string text, int width, Colour? colour)
    {
        if (before.Length >= width)
            return before[..width];
        var room = width - before.Length;
        var cut = text.Length <= room ? text : text[..(room - 1)] + "…";
        return before + (colour is { } painted ? printer.Paint(cut, painted) : cut);
    }
}
