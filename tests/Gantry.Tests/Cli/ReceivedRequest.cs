namespace Gantry.Tests.Cli;

/// <param name="Call">Method and path with query.</param>
internal sealed record ReceivedRequest(string Call, IReadOnlyDictionary<string, string> Headers, string Body);
