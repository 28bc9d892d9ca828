using Gantry.Model.Configs;

namespace Gantry.Compose.Mapping;

/// <summary>The keys of a top-level config.</summary>
internal static class ConfigKeys
{
    private static readonly string[] Sources = ["file", "environment", "content"];

    public static readonly KeyTable<Draft<ConfigSpec>> Table = new(
        "configs.*",
        new Dictionary<string, Action<Draft<ConfigSpec>, Value>>
        {
            ["content"] = static (d, v) => d.Value = d.Value with { Content = v.Anything() },
            ["environment"] = static (d, v) => d.Value = d.Value with { Environment = v.Word() },
            ["external"] = static (d, v) => d.Value = d.Value with { External = v.Bool() ?? false },
            ["file"] = static (d, v) => d.Value = d.Value with { File = v.Word() },
            ["labels"] = static (d, v) => d.Value = d.Value with { Labels = LabelKeys.Read(v) },
            ["name"] = static (d, v) => d.Value = d.Value with { Name = ExternalKeys.ReadName(v) ?? d.Value.Name },
            ["template_driver"] = static (d, v) => d.Value = d.Value with { TemplateDriver = v.WordIfAny() },
        });

    public static ConfigSpec Read(Value value)
    {
        var draft = new Draft<ConfigSpec>(new ConfigSpec(""));
        Table.Read(value, draft);
        if (!draft.Value.External)
            ContentSource.Check(value, Sources);
        return draft.Value;
    }
}
