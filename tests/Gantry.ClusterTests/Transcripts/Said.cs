namespace Gantry.ClusterTests.Transcripts;

/// <summary>What a command answered.</summary>
/// <param name="Out">Standard output; of a terminal all that is on its screen in the end.</param>
/// <param name="Error">Standard error; empty for a terminal, which has one stream.</param>
internal sealed record Said(int ExitCode, string Out, string Error)
{
    /// <summary>What a terminal would show if it were no different from a pipe.</summary>
    public string Both => string.Join('\n', new[] { Out, Error }.Where(t => t.Length > 0));
}
