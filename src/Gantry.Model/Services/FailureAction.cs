using System.Text.Json.Serialization;
using Gantry.Model.Json;

namespace Gantry.Model.Services;

/// <summary>What follows when more tasks of an update fail than may.</summary>
[JsonConverter(typeof(TolerantEnumConverter<FailureAction>))]
public enum FailureAction
{
    Unrecognized = -1,

    /// <summary>It stops where it is.</summary>
    Pause,

    /// <summary>It goes on.</summary>
    Continue,

    /// <summary>The old revision comes back.</summary>
    Rollback,
}
