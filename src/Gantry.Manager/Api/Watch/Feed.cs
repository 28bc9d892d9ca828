using System.Text.Json.Serialization.Metadata;
using Gantry.Manager.State;
using Gantry.Model.Api;

namespace Gantry.Manager.Api.Watch;

/// <summary>A list that can be watched.</summary>
/// <param name="Find">The item as the list shows it; null when it does not.</param>
/// <param name="Touched">Ids of items that a change may have altered; more than that does no harm.</param>
internal sealed record Feed<T>(
    Func<Snapshot, IEnumerable<T>> List,
    Func<T, string> IdOf,
    Func<Snapshot, string, T?> Find,
    Func<Snapshot, Change, IEnumerable<string>> Touched,
    JsonTypeInfo<Listed<T>> ListType,
    JsonTypeInfo<ChangeItem<T>> ChangeType)
    where T : class;
