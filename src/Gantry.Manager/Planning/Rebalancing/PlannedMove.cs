using Gantry.Model.Nodes;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Planning.Rebalancing;

/// <param name="Why">What is better there, in numbers.</param>
internal sealed record PlannedMove(ServiceTask Task, Node From, Node To, MoveGain Gain, string Why);
