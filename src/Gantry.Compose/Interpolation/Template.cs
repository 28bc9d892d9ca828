using System.Text;

namespace Gantry.Compose.Interpolation;

/// <summary>
/// Puts variables into a text. Lazy: what stands in a default or an alternative is looked at only when it is used.
/// </summary>
/// <param name="find">Null when the variable is not set.</param>
/// <param name="onMissing">Told of each variable that is not set and has no default.</param>
internal sealed class Template(Func<string, string?> find, Action<string> onMissing)
{
    private const int MaxDepth = 100;

    // What one text may grow to. Without it a megabyte of ${A} with a megabyte in A would fill the memory.
    private const int MaxLength = 2 * 1024 * 1024;

    /// <summary>Characters that the last text took from variables, those of a text that could not be done too.</summary>
    public int Spent { get; private set; }

    /// <returns>Null when it could not be done; then there is an error.</returns>
    public string? Expand(string text, out TemplateError? error)
    {
        Spent = 0;
        return Expand(text, 1, out error);
    }

    /// <summary>Every variable that the text names, those in defaults too.</summary>
    public static void CollectNames(string text, ISet<string> names, int depth = 1)
    {
        for (var i = text.IndexOf('$'); i >= 0 && i < text.Length && depth <= MaxDepth; i = text.IndexOf('$', i))
        {
            if (i + 1 < text.Length && text[i + 1] is '$')
            {
                i += 2;
            }
            else if (TemplateSyntax.ReadAt(text, i, out var error) is { } reference)
            {
                names.Add(reference.Name);
                CollectNames(reference.Argument, names, depth + 1);
                i = reference.End;
            }
            else if (error is null)
            {
                i++;
            }
            else
            {
                // The text will be refused. Going on would look for the closing brace once for each open one.
                return;
            }
        }
    }

    private string? Expand(string text, int depth, out TemplateError? error)
    {
        error = depth > MaxDepth ? new TemplateError(false, $"Defaults are nested more than {MaxDepth} deep.") : null;
        if (error is not null)
            return null;

        var result = new StringBuilder();
        var from = 0;
        for (var i = text.IndexOf('$'); i >= 0; i = from < text.Length ? text.IndexOf('$', from) : -1)
        {
            result.Append(text, from, i - from);
            from = i + 1;
            if (from < text.Length && text[from] is '$')
            {
                from++;
            }
            else if (TemplateSyntax.ReadAt(text, i, out error) is { } reference)
            {
                from = reference.End;
                if (Value(reference, depth, out error) is not { } value || !Fits(value, out error))
                    return null;
                result.Append(value);
                continue;
            }

            if (error is not null)
                return null;
            result.Append('$');
        }

        return result.Append(text, from, text.Length - from).ToString();
    }

    private bool Fits(string value, out TemplateError? error)
    {
        Spent += value.Length;
        error = Spent > MaxLength ? new TemplateError(false, $"With its variables filled in the value is longer than {MaxLength / (1024 * 1024)} MiB.") : null;
        return error is null;
    }

    private string? Value(TemplateReference reference, int depth, out TemplateError? error)
    {
        error = null;
        var value = find(reference.Name);
        var isMissing = value is null || (value.Length == 0 && reference.EmptyIsMissing);
        switch (reference.Operator)
        {
            case ":-" or "-":
                return isMissing ? Expand(reference.Argument, depth + 1, out error) : value;
            case ":+" or "+":
                return isMissing ? "" : Expand(reference.Argument, depth + 1, out error);
            case ":?" or "?" when isMissing:
                var message = Expand(reference.Argument, depth + 1, out error);
                error ??= new TemplateError(true, $"The required variable {reference.Name} is missing a value{(message is "" or null ? "." : $": {message}")}");
                return null;
            default:
                if (value is null)
                    onMissing(reference.Name);
                return value ?? "";
        }
    }
}
