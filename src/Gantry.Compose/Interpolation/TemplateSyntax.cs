namespace Gantry.Compose.Interpolation;

/// <summary>The grammar of <c>$</c> in values. source: compose-spec interpolation.md, compose-go template.go</summary>
internal static class TemplateSyntax
{
    private static readonly string[] Operators = [":-", ":?", ":+", "-", "?", "+"];

    /// <summary>Reads the reference that begins with the <c>$</c> at <paramref name="start"/>.</summary>
    /// <returns>Null where the dollar is only a dollar.</returns>
    public static TemplateReference? ReadAt(string text, int start, out TemplateError? error)
    {
        error = null;
        var next = start + 1;
        if (next >= text.Length)
            return null;
        if (text[next] is '{')
            return ReadBraced(text, start, out error);

        var end = NameEnd(text, next);
        return end == next ? null : new TemplateReference(text[next..end], "", "", end);
    }

    private static TemplateReference? ReadBraced(string text, int start, out TemplateError? error)
    {
        var nameStart = start + 2;
        var nameEnd = NameEnd(text, nameStart);
        var rest = text.AsSpan(nameEnd);
        error = Invalid(text, start);
        if (nameEnd == nameStart || rest.IsEmpty)
            return null;

        if (rest[0] is '}')
        {
            error = null;
            return new TemplateReference(text[nameStart..nameEnd], "", "", nameEnd + 1);
        }

        foreach (var candidate in Operators)
        {
            if (!rest.StartsWith(candidate))
                continue;
            var argument = nameEnd + candidate.Length;
            var close = ClosingBrace(text, argument);
            if (close < 0)
                return null;
            error = null;
            return new TemplateReference(text[nameStart..nameEnd], candidate, text[argument..close], close + 1);
        }

        return null;
    }

    private static int NameEnd(string text, int start)
    {
        var end = start;
        while (end < text.Length && (text[end] is '_' || char.IsAsciiLetter(text[end]) || (end > start && char.IsAsciiDigit(text[end]))))
            end++;
        return end;
    }

    private static int ClosingBrace(string text, int start)
    {
        var open = 1;
        for (var i = start; i < text.Length; i++)
        {
            open += text[i] switch
            {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            if (open == 0)
                return i;
        }

        return -1;
    }

    private static TemplateError Invalid(string text, int start)
    {
        var shown = text.Substring(start, Math.Min(40, text.Length - start));
        return new TemplateError(false, $"{ProblemLog.Quote(shown)} is not a variable. Write ${{NAME}}, or $$ for a plain dollar sign.");
    }
}
