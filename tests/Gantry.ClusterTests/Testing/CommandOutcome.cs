namespace Gantry.ClusterTests.Testing;

/// <summary>What a command wrote and how it ended.</summary>
internal sealed record CommandOutcome(int ExitCode, string Output, string Errors)
{
    /// <summary>Fails with the whole story when it ended otherwise.</summary>
    public CommandOutcome Expect(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"Exit code {ExitCode}, not {exitCode}.\n--- output\n{Output}\n--- errors\n{Errors}");
        return this;
    }
}
