using System.Text.Json.Serialization;
using Gantry.Model.Json;

namespace Gantry.Model.Services;

[JsonConverter(typeof(TolerantEnumConverter<DependencyCondition>))]
public enum DependencyCondition
{
    Unrecognized = -1,
    Started,
    Healthy,
    CompletedSuccessfully,
}
