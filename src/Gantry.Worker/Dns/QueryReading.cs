namespace Gantry.Worker.Dns;

/// <summary>What a packet turned out to be.</summary>
internal enum QueryReading
{
    Query,

    /// <summary>Too short to have a header, or a reply: answering it could start a loop between two servers.</summary>
    NotAQuery,

    /// <summary>Has a header, and is wrong behind it.</summary>
    Malformed,

    /// <summary>Not a question but an update, a notification and the like.</summary>
    OtherOperation,
}
