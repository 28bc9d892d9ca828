using Gantry.Model.Stacks;
using Gantry.Model.Tasks;

namespace Gantry.Model.Wire;

/// <summary>Asks the worker to open a stream with this id.</summary>
/// <param name="TaskId">Whose logs or where to run the command; null where no task is concerned.</param>
public sealed record StreamRequest(string Id, StreamKind Kind, TaskId? TaskId = null)
{
    public LogsRange? Logs { get; init; }

    /// <summary>To try, or to ask for <see cref="Image"/> with.</summary>
    public RegistryLogin? Login { get; init; }

    public string? Image { get; init; }
}
