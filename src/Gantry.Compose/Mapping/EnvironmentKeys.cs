using Gantry.Compose.Interpolation;
using Gantry.Compose.Reading;

namespace Gantry.Compose.Mapping;

/// <summary><c>environment</c> and <c>env_file</c>.</summary>
internal static class EnvironmentKeys
{
    public static readonly KeyTable<EnvFileDraft> Table = new(
        "services.*.env_file[]",
        new Dictionary<string, Action<EnvFileDraft, Value>>
        {
            ["format"] = static (d, v) => d.IsRaw = IsRaw(v),
            ["path"] = static (d, v) => d.Path = v.Word(),
            ["required"] = static (d, v) => d.IsRequired = v.Bool() ?? true,
        });

    public static void Read(ServiceDraft service, Value value)
    {
        foreach (var (entry, member) in value.Members())
        {
            if (entry.Key.Length == 0 || entry.Key.Contains('=') || entry.Key.Contains('\0'))
            {
                value.Log.Error(entry.KeyPosition, "bad_variable", $"{ProblemLog.Quote(entry.Key)} in {value.Path} is not the name of a variable.");
            }
            else if (entry.Value.IsNull)
            {
                service.Environment[entry.Key] = null;
            }
            else if (member.Anything() is { } text)
            {
                Templates.Check(text, member);
                service.Environment[entry.Key] = text;
            }
        }
    }

    public static void ReadFiles(ServiceDraft service, Value value)
    {
        foreach (var item in value.Items())
        {
            var draft = new EnvFileDraft();
            Table.Read(item, draft);
            if (draft.Path is { } path)
                ReadFile(service, item, path, draft);
            else if (item.Node is YamlNode.Map map && map["path"] is null or { IsNull: true })
                item.Error("no_path", $"{item.Path} has no path.");
        }
    }

    private static void ReadFile(ServiceDraft service, Value item, string path, EnvFileDraft draft)
    {
        if (service.Scope.Bundle.Find(path) is not { } file)
        {
            if (draft.IsRequired)
                item.Error("file_missing", $"The env file {ProblemLog.Quote(path)} was not found.", "Create it, or write `required: false` beside its path.");
            return;
        }

        var parsed = draft.IsRaw ? DotenvFile.ParseRaw(file.Path, file.Content, Variable) : DotenvFile.Parse(file.Path, file.Content, Variable, service.FileEnvironment);
        item.Log.Errors(parsed.Problems);
        foreach (var (name, text) in parsed.Values)
            service.FileEnvironment[name] = text;

        string? Variable(string name) => service.Scope.Bundle.Variables.GetValueOrDefault(name) ?? Written(service, name);
    }

    // What `environment` says of it, wherever that stands in the service.
    private static string? Written(ServiceDraft service, string name) =>
        service.Value.Node is YamlNode.Map map && map["environment"] is YamlNode.Map environment && environment[name] is YamlNode.Scalar { IsNull: false } scalar ? scalar.Text : null;

    private static bool IsRaw(Value value)
    {
        if (value.Word() is { } format and not "raw")
            value.Error("bad_choice", $"{value.Path} must be raw, but it is {ProblemLog.Quote(format)}.", "Leave it out for the usual format.");
        return true;
    }
}
