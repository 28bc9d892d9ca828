using Gantry.Model.Stacks;

namespace Gantry.Client;

/// <param name="ProjectDirectory">Absolute.</param>
internal sealed record GatheredBundle(string StackName, Bundle Bundle, string ProjectDirectory);
