namespace Gantry.Compose.Reading;

/// <summary>What a node asks of the merge with the file before it.</summary>
internal enum MergeTag
{
    None,

    /// <summary><c>!reset</c>: remove what the earlier file says.</summary>
    Reset,

    /// <summary><c>!override</c>: replace what the earlier file says, without merging.</summary>
    Override,
}
