using System.Collections.ObjectModel;

namespace Gantry.Model.Secrets;

/// <summary>A secret that files declare, and where its value comes from: one of a file, a variable, or the cluster. The value itself is never here.</summary>
/// <param name="Name">In the cluster: <c>STACK_KEY</c>, or as the file says.</param>
/// <param name="External">It exists already, and no stack makes or removes it.</param>
public sealed record SecretSpec(string Name, bool External = false)
{
    /// <summary>Path as the file names it, from the project folder.</summary>
    public string? File { get; init; }

    /// <summary>Name of a variable of whoever deploys.</summary>
    public string? Environment { get; init; }

    /// <summary>What fills in templates in the value for each task: <c>golang</c>. Null leaves the value as it is.</summary>
    public string? TemplateDriver { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;
}
