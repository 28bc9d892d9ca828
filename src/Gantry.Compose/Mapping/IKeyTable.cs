namespace Gantry.Compose.Mapping;

/// <summary>What every <see cref="KeyTable{T}"/> shares: its list of keys.</summary>
internal interface IKeyTable
{
    string Place { get; }

    IEnumerable<string> Keys { get; }
}
