using Gantry.Model.Secrets;

namespace Gantry.Compose.Mapping;

/// <summary>The keys of a top-level secret.</summary>
internal static class SecretKeys
{
    private static readonly string[] Sources = ["file", "environment"];

    public static readonly KeyTable<Draft<SecretSpec>> Table = new(
        "secrets.*",
        new Dictionary<string, Action<Draft<SecretSpec>, Value>>
        {
            ["environment"] = static (d, v) => d.Value = d.Value with { Environment = v.Word() },
            ["external"] = static (d, v) => d.Value = d.Value with { External = v.Bool() ?? false },
            ["file"] = static (d, v) => d.Value = d.Value with { File = v.Word() },
            ["labels"] = static (d, v) => d.Value = d.Value with { Labels = LabelKeys.Read(v) },
            ["name"] = static (d, v) => d.Value = d.Value with { Name = ExternalKeys.ReadName(v) ?? d.Value.Name },
            ["template_driver"] = static (d, v) => d.Value = d.Value with { TemplateDriver = v.WordIfAny() },
        },
        "driver", "driver_opts");

    public static SecretSpec Read(Value value)
    {
        var draft = new Draft<SecretSpec>(new SecretSpec(""));
        Table.Read(value, draft);
        if (!draft.Value.External)
            ContentSource.Check(value, Sources);
        return draft.Value;
    }
}
