using System.Text.Json;
using System.Text.Json.Nodes;
using Gantry.Model.Stacks;

namespace Gantry.Compose.Mapping;

/// <summary><c>security_opt</c>.</summary>
internal static class SecurityKeys
{
    /// <summary>As the engine takes them: a seccomp profile is handed over whole. source: docker/compose pkg/compose/create.go, parseSecurityOpts</summary>
    public static List<string> Read(Value value, Bundle bundle)
    {
        var options = new List<string>();
        foreach (var item in value.Items())
        {
            if (item.WordIfAny() is not { } text)
                continue;
            var (name, said) = Split(text);
            if (said is null && name is not "no-new-privileges")
                item.Error("bad_choice", $"{item.Path} {item.Shown} is no security option.", "Write NAME=VALUE, for example apparmor=unconfined.");
            else if (ProfileOf(text) is { } path)
                options.AddRange(Profile(item, path, bundle));
            else
                options.Add(name is "seccomp" ? $"seccomp={said}" : text);
        }

        return options;
    }

    /// <summary>The file that an option names. From the project folder wherever the option stands, as compose has it.</summary>
    /// <returns>Null when it names none.</returns>
    public static string? ProfileOf(string option) => Split(option) is ("seccomp", { Length: > 0 } said) && said is not ("unconfined" or "builtin") && !said.TrimStart().StartsWith('{') ? said : null;

    private static (string Name, string? Said) Split(string option)
    {
        var end = option.IndexOf('=') is > 0 and var sign ? sign : option.IndexOf(':');
        return end < 0 ? (option, null) : (option[..end], option[(end + 1)..]);
    }

    private static IEnumerable<string> Profile(Value item, string path, Bundle bundle)
    {
        if (bundle.Find(path) is not { } file)
        {
            item.Error("file_missing", $"The seccomp profile {ProblemLog.Quote(path)} was not found.", "Create it, or write `seccomp=unconfined` to run without one.");
            return [];
        }

        try
        {
            if (JsonNode.Parse(file.Content) is JsonObject profile)
                return [$"seccomp={profile.ToJsonString()}"];
            item.Error("bad_profile", $"The seccomp profile {ProblemLog.Quote(path)} is not a JSON object.", "It has `defaultAction` and `syscalls`.");
        }
        catch (JsonException broken)
        {
            item.Log.Error(new(file.Path, (int)(broken.LineNumber ?? 0) + 1, (int)(broken.BytePositionInLine ?? 0) + 1), "bad_profile", "This is not JSON, which a seccomp profile is written in.");
        }

        return [];
    }
}
