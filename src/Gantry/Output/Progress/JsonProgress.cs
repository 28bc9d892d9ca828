using Gantry.Model.Api;
using Gantry.Model.Deployments;

namespace Gantry.Output.Progress;

/// <summary>One JSON text a change.</summary>
internal sealed class JsonProgress(Printer printer) : IProgressView
{
    public bool ShowsElapsed => false;

    public void Show(Deployment deployment)
    {
        printer.Line(JsonText.Of(deployment, ApiJson.Default.Deployment, isIndented: false));
        printer.Flush();
    }

    public void Tick()
    {
    }

    public void Leave()
    {
    }
}
