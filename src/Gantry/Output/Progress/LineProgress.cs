using Gantry.Model.Deployments;

namespace Gantry.Output.Progress;

/// <summary>For pipes and logs of CI: one plain line with its time for each service that moved.</summary>
internal sealed class LineProgress(Printer printer) : IProgressView
{
    private readonly Dictionary<string, string> _shown = [];
    private bool _hasEnded;

    public bool ShowsElapsed => false;

    public void Show(Deployment deployment)
    {
        foreach (var service in deployment.Services)
        {
            var text = $"{deployment.Stack}_{service.Service} {ProgressWords.Of(service)}";
            if (_shown.GetValueOrDefault(service.Service) == text)
                continue;
            _shown[service.Service] = text;
            Print(text);
        }

        if (deployment.State == DeploymentState.Running || _hasEnded)
            return;
        _hasEnded = true;
        Print(ProgressWords.End(deployment));
    }

    public void Tick()
    {
    }

    public void Leave() => printer.Flush();

    private void Print(string text)
    {
        printer.Line($"{printer.Environment.Time.GetUtcNow().UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} {PlainText.Of(text)}");
        printer.Flush();
    }
}
