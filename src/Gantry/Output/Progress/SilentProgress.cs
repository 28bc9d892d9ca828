using Gantry.Model.Deployments;

namespace Gantry.Output.Progress;

internal sealed class SilentProgress : IProgressView
{
    public bool ShowsElapsed => false;

    public void Show(Deployment deployment)
    {
    }

    public void Tick()
    {
    }

    public void Leave()
    {
    }
}
