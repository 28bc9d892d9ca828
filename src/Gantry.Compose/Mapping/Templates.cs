namespace Gantry.Compose.Mapping;

/// <summary>Swarm's templates in values. They are not filled in yet, so they are refused: as plain text they would mislead.</summary>
internal static class Templates
{
    private static readonly string[] Roots = [".Service.", ".Task.", ".Node."];

    public static void Check(string text, Value value)
    {
        for (var open = text.IndexOf("{{", StringComparison.Ordinal); open >= 0; open = text.IndexOf("{{", open + 2, StringComparison.Ordinal))
        {
            var inner = text.AsSpan(open + 2).TrimStart();
            foreach (var root in Roots)
            {
                if (!inner.StartsWith(root))
                    continue;
                value.Error("unsupported_template", $"{value.Path} holds the template {ProblemLog.Quote(text[open..])}, which this version of Gantry does not fill in.");
                return;
            }
        }
    }
}
