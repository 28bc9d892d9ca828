using Gantry.Model.Deployments;

namespace Gantry.Output.Progress;

/// <summary>How a running deployment is shown.</summary>
internal interface IProgressView
{
    /// <summary>It wants a <see cref="Tick"/> each second.</summary>
    bool ShowsElapsed { get; }

    void Show(Deployment deployment);

    void Tick();

    /// <summary>Nothing more is shown: what comes next is printed below. Safe to repeat.</summary>
    void Leave();
}
