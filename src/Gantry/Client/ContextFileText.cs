using System.Text;
using System.Text.Json;
using Gantry.Output;

namespace Gantry.Client;

/// <summary>
/// The context file's text: a small, strict subset of YAML that is written and read here. A YAML library would cost
/// every command its start-up, and only this program writes the file.
/// </summary>
internal static class ContextFileText
{
    private const string Header = "# Servers that the gantry command knows. Written by gantry context; it holds tokens, keep it to yourself.\n";

    public static string Write(ContextSet set)
    {
        var text = new StringBuilder(Header);
        if (set.Current is { } current)
            text.Append("current: ").Append(Quoted(current)).Append('\n');
        if (set.Contexts.Count > 0)
            text.Append("contexts:\n");
        foreach (var context in set.Contexts)
        {
            text.Append("  - name: ").Append(Quoted(context.Name)).Append("\n    addresses:\n");
            foreach (var address in context.Addresses)
                text.Append("      - ").Append(Quoted(address)).Append('\n');
            if (context.Token is { } token)
                text.Append("    token: ").Append(Quoted(token)).Append('\n');
            if (context.CertificateAuthority is { } authority)
            {
                text.Append("    ca: |\n");
                foreach (var line in authority.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
                    text.Append("      ").Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <exception cref="CliException">A line is not understood; the message names it.</exception>
    public static ContextSet Parse(string text, string path) => new ContextFileReader(path).Read(text);

    private static string Quoted(string value)
    {
        var isPlain = value.Length > 0 && char.IsAsciiLetter(value[0]) &&
            value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/' or ':') &&
            value is not ("true" or "false" or "null" or "yes" or "no" or "on" or "off") && !value.EndsWith(':');
        return isPlain ? value : $"\"{JsonEncodedText.Encode(value)}\"";
    }
}
