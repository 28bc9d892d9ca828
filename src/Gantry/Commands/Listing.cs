using System.Text.Json.Serialization.Metadata;
using Gantry.Model.Api;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary>How a list is read and shown.</summary>
/// <param name="ChangeJson">Null for a list that cannot be watched.</param>
internal sealed record Listing<T>(Shape<T> Shape, JsonTypeInfo<Listed<T>> Json, JsonTypeInfo<ChangeItem<T>>? ChangeJson = null)
    where T : class;
