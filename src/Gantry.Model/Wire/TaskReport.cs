using Gantry.Model.Tasks;

namespace Gantry.Model.Wire;

public sealed record TaskReport(TaskId Id, ObservedTask Observed);
