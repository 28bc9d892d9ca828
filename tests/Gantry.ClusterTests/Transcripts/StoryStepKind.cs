namespace Gantry.ClusterTests.Transcripts;

internal enum StoryStepKind
{
    Remark,
    Stack,
    Write,
    Command,
}
