using Gantry.Compose.Reading;

namespace Gantry.Compose.Interpolation;

/// <summary>Puts variables into every value of a document; never into keys.</summary>
internal sealed class InterpolationStage
{
    private readonly IReadOnlyDictionary<string, string> _variables;
    private readonly ProblemLog _log;
    private readonly Template _template;
    private readonly HashSet<string> _warned = new(StringComparer.Ordinal);
    private readonly Stack<string> _path = new();
    private readonly ExpansionBudget _budget;
    private SourcePosition _at;

    /// <param name="budget">Shared by all that belongs to one reading.</param>
    public InterpolationStage(IReadOnlyDictionary<string, string> variables, ProblemLog log, ExpansionBudget? budget = null)
    {
        _budget = budget ?? new ExpansionBudget();
        _variables = variables;
        _log = log;
        _template = new Template(name => _variables.GetValueOrDefault(name), WarnOfMissing);
    }

    /// <summary>Only what names other files is filled in, as nothing could be read without it.</summary>
    public bool IsOff { get; init; }

    public YamlNode Expand(YamlNode node) => node switch
    {
        YamlNode.Map whole when IsOff && _path.Count == 0 => ExpandFileNames(whole),
        YamlNode.Scalar scalar => Expand(scalar),
        YamlNode.List list => Expand(list),
        YamlNode.Map map => Expand(map),
        _ => node,
    };

    private YamlNode.Map ExpandFileNames(YamlNode.Map document)
    {
        _path.Push("");
        if (document.Find("include") is { } include)
            document = document.With("include", include.KeyPosition, Expand(include.Value));
        if (document.Find("services") is { Value: YamlNode.Map services } section)
            document = document.With("services", section.KeyPosition, services with { Entries = [.. services.Entries.Select(e => e with { Value = ExpandExtends(e.Value) })] });
        _path.Pop();
        return document;
    }

    private YamlNode ExpandExtends(YamlNode service) => service is YamlNode.Map map && map.Find("extends") is { } extends
        ? map.With("extends", extends.KeyPosition, Expand(extends.Value))
        : service;

    private YamlNode.Map Expand(YamlNode.Map map)
    {
        List<YamlEntry>? changed = null;
        for (var i = 0; i < map.Entries.Count; i++)
        {
            var entry = map.Entries[i];
            _path.Push(entry.Key);
            var value = Expand(entry.Value);
            _path.Pop();
            if (ReferenceEquals(value, entry.Value))
                continue;
            changed ??= [.. map.Entries];
            changed[i] = entry with { Value = value };
        }

        return changed is null ? map : map with { Entries = changed };
    }

    private YamlNode.List Expand(YamlNode.List list)
    {
        List<YamlNode>? changed = null;
        for (var i = 0; i < list.Items.Count; i++)
        {
            var value = Expand(list.Items[i]);
            if (ReferenceEquals(value, list.Items[i]))
                continue;
            changed ??= [.. list.Items];
            changed[i] = value;
        }

        return changed is null ? list : list with { Items = changed };
    }

    private YamlNode.Scalar Expand(YamlNode.Scalar scalar)
    {
        if (!scalar.Text.Contains('$') || !_budget.HasCharacters)
            return scalar;

        _at = scalar.Position;
        var text = _template.Expand(scalar.Text, out var error);
        if (!_budget.SpendCharacters(Math.Max(text?.Length ?? 0, _template.Spent)))
            _log.Error(_at, "interpolation_too_large", $"With their variables filled in the values are longer than {ExpansionBudget.MaxCharacters / (1024 * 1024)} MiB.");

        // What a variable holds is text, whatever it looks like; places that take numbers and booleans read them from text.
        if (text is not null)
            return scalar with { Text = text, Kind = ScalarKind.Text };

        var path = string.Join('.', _path.Reverse());
        if (error is { IsRequired: true })
            _log.Broken(_at, "variable_required", $"{error.Message} ({path})", "Set it in the environment or in .env.");
        else
            _log.Broken(_at, "interpolation_syntax", $"Invalid interpolation in {path}: {error?.Message}");
        return scalar with { Text = "", Kind = ScalarKind.Text };
    }

    private void WarnOfMissing(string name)
    {
        if (_warned.Add(name))
            _log.Warn(_at, "variable_not_set", $"The variable {ProblemLog.Quote(name)} is not set; an empty text takes its place.", $"Set it in the environment or in .env, or write ${{{name}:-VALUE}} with what to take instead.");
    }
}
