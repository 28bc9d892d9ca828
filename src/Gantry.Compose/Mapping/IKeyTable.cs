namespace Gantry.Compose.Mapping;

/// <summary>What every <see cref="KeyTable{T}"/> shares: its lists of keys.</summary>
internal interface IKeyTable
{
    string Place { get; }

    IEnumerable<string> Keys { get; }

    /// <summary>Keys of the specification that are refused by name.</summary>
    IEnumerable<string> Refused { get; }
}
