using Gantry.Compose;
using Gantry.Model.Stacks;

namespace Gantry.Client;

/// <param name="Reading">What this client makes of it; the server reads it again.</param>
internal sealed record GatheredBundle(string StackName, Bundle Bundle, ComposeResult Reading);
