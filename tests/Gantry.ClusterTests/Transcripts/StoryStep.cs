namespace Gantry.ClusterTests.Transcripts;

/// <param name="Text">Without the mark that says what kind it is.</param>
/// <param name="Line">As written.</param>
internal sealed record StoryStep(StoryStepKind Kind, string Text, string Line)
{
    /// <summary>What is to be written into a file.</summary>
    public string Body { get; init; } = "";
}
