namespace Gantry.Model.Ids;

/// <summary>What every id type shares, so that one JSON converter serves them all.</summary>
public interface IEntityId<TSelf> : IComparable<TSelf>
    where TSelf : struct, IEntityId<TSelf>
{
    RandomId Value { get; }

    static abstract TSelf From(RandomId value);
}
