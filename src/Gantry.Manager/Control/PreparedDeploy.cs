using System.Collections.ObjectModel;
using Gantry.Model.Api;
using Gantry.Model.Registries;
using Gantry.Model.Stacks;

namespace Gantry.Manager.Control;

/// <summary>A deploy that was read and sealed: what is left is to write it down.</summary>
/// <param name="Bundle">Compressed and sealed: variables may hold secrets.</param>
/// <param name="Logins">Of the registries that the client knows, sealed.</param>
/// <param name="Message">Null or one to say.</param>
internal sealed record PreparedDeploy(
    StackSpec Stack,
    byte[] Bundle,
    IReadOnlyList<Registry> Logins,
    bool Prune,
    StackCondition Condition,
    string? Message = null)
{
    public ImageResolution ResolveImage { get; init; }

    /// <summary>Warnings of what engines here leave out refuse it.</summary>
    public bool IsStrict { get; init; }

    /// <summary>Ids of the images that the client built, by service.</summary>
    public IReadOnlyDictionary<string, string> BuiltImages { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>What registries said, where they were to be asked.</summary>
    public ImageFindings Images { get; init; } = ImageFindings.None;
}
