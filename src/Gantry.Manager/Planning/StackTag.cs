using System.Globalization;
using Gantry.Model.Ids;
using Gantry.Model.Stacks;

namespace Gantry.Manager.Planning;

/// <summary>Tells a stack from what it was before somebody changed it: its ETag.</summary>
internal static class StackTag
{
    private const int Length = 8;

    /// <summary>Of what people did to it, and of nothing else. A stack that was removed and made again has other tags than before.</summary>
    public static string Of(Stack stack)
    {
        var changed = string.Create(CultureInfo.InvariantCulture, $"{stack.CreatedAt:O} {stack.UpdatedAt:O} {stack.IsStopped} {stack.IsRemoved}");
        return string.Create(CultureInfo.InvariantCulture, $"{stack.Revision}-{StableHash.Sha256Hex(changed)[..Length]}");
    }
}
