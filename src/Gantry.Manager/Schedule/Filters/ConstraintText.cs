using System.Diagnostics.CodeAnalysis;

namespace Gantry.Manager.Schedule.Filters;

/// <summary>A constraint taken apart: <c>property operator operands</c>.</summary>
internal sealed record ConstraintText(string Property, ConstraintOperator Operator, IReadOnlyList<string> Operands)
{
    private const string Operators = "==, !=, =~, <, <=, >, >=, in (a, b), notin (a, b) or exists";

    // Longer ones first: "<=" begins with "<".
    private static readonly (string Sign, ConstraintOperator Operator)[] Signs =
    [
        ("==", ConstraintOperator.Equal),
        ("!=", ConstraintOperator.NotEqual),
        ("=~", ConstraintOperator.Matches),
        ("<=", ConstraintOperator.AtMost),
        (">=", ConstraintOperator.AtLeast),
        ("<", ConstraintOperator.Less),
        (">", ConstraintOperator.More),
    ];

    /// <returns>What is wrong, for people; null when <paramref name="parts"/> is set.</returns>
    public static string? TryRead(string text, [NotNull] out ConstraintText? parts)
    {
        parts = new ConstraintText("", ConstraintOperator.Equal, []);
        var whole = text.Trim();
        var end = whole.IndexOfAny([' ', '\t', '=', '!', '<', '>', '~']);
        var property = end < 0 ? whole : whole[..end];
        if (property.Length == 0)
            return $"a node property must come first, for example 'node.labels.zone == eu'.";

        var rest = whole[property.Length..].TrimStart();
        foreach (var (sign, op) in Signs)
        {
            if (!rest.StartsWith(sign, StringComparison.Ordinal))
                continue;
            var operand = rest[sign.Length..].Trim();
            if (operand.Length == 0)
                return $"nothing stands after {sign}.";
            parts = new ConstraintText(property, op, [operand]);
            return null;
        }

        return TryReadWord(property, rest, ref parts);
    }

    private static string? TryReadWord(string property, string rest, ref ConstraintText parts)
    {
        if (rest.Equals("exists", StringComparison.OrdinalIgnoreCase))
        {
            parts = new ConstraintText(property, ConstraintOperator.Exists, []);
            return null;
        }

        if (rest.Length == 0)
            return $"an operator is missing after '{property}'. Use {Operators}.";
        var (word, op) = rest.StartsWith("notin", StringComparison.OrdinalIgnoreCase) ? ("notin", ConstraintOperator.NotIn) : ("in", ConstraintOperator.In);
        if (!rest.StartsWith(word, StringComparison.OrdinalIgnoreCase) || !(rest.Length == word.Length || rest[word.Length] is ' ' or '('))
            return $"'{rest.Split(' ')[0]}' is not an operator. Use {Operators}.";

        var list = rest[word.Length..].Trim();
        var values = list is ['(', .. var inner, ')']
            ? inner.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : [];
        if (values.Length == 0)
            return $"after '{word}' comes a list in parentheses, for example '{word} (eu, us)'.";
        parts = new ConstraintText(property, op, values);
        return null;
    }
}
