using Gantry.Model.Tasks;

namespace Gantry.Model.Wire;

/// <param name="IsContainerGone">The engine holds nothing of it any more: the record may go too.</param>
public sealed record TaskReport(TaskId Id, ObservedTask Observed, bool IsContainerGone = false);
