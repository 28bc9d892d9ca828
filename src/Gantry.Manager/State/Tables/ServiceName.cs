using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.State.Tables;

/// <summary>Orders services as people list them: by stack, then by name, both by their bytes. The id tells a service from an earlier one of its name.</summary>
internal readonly record struct ServiceName(string Stack, string Service, ServiceId Id) : IComparable<ServiceName>
{
    public static ServiceName Of(ServiceTask task) => new(task.Stack, task.Service, task.ServiceId);

    public int CompareTo(ServiceName other)
    {
        var order = string.CompareOrdinal(Stack, other.Stack);
        if (order == 0)
            order = string.CompareOrdinal(Service, other.Service);
        return order != 0 ? order : Id.Value.CompareTo(other.Id.Value);
    }
}
