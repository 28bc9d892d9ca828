namespace Gantry.Model.Api;

/// <summary>Body of <c>POST /v1/rebalance</c>: how much may move at once, with what is moving already.</summary>
/// <param name="Moves">1 to 100.</param>
/// <param name="PerService">1 to 100.</param>
public sealed record RebalanceRequest(int Moves = RebalanceRequest.DefaultMoves, int PerService = RebalanceRequest.DefaultPerService)
{
    public const int DefaultMoves = 5;
    public const int DefaultPerService = 1;
}
