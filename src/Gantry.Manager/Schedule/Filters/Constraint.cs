using System.Net;
using System.Text.RegularExpressions;
using Gantry.Model.Nodes;

namespace Gantry.Manager.Schedule.Filters;

/// <summary>
/// A rule that a node must meet. Swarm's <c>==</c> and <c>!=</c> mean what they mean there: letter case does not count,
/// and a node without the label differs from every value.
/// </summary>
internal sealed class Constraint
{
    // The expression engine is the linear one, so this is never reached by a label of sane length.
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(250);

    private readonly NodeProperty _property;
    private readonly ConstraintOperator _operator;
    private readonly IReadOnlyList<string> _operands;
    private readonly Regex? _pattern;
    private readonly VersionNumber? _bound;

    private Constraint(string text, NodeProperty property, ConstraintOperator op, IReadOnlyList<string> operands)
    {
        Text = text;
        _property = property;
        _operator = op;
        _operands = property.IsArchitecture ? [.. operands.Select(PlatformFilter.Architecture)] : operands;
        if (op == ConstraintOperator.Matches)
            _pattern = new Regex(operands[0], RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, MatchTimeout);
        if (op is ConstraintOperator.Less or ConstraintOperator.AtMost or ConstraintOperator.More or ConstraintOperator.AtLeast)
            _bound = VersionNumber.TryParse(operands[0]);
    }

    public string Text { get; }

    /// <param name="problem">What is wrong with the text, and what would be right; empty when nothing is.</param>
    /// <returns>Null when the text is not a constraint.</returns>
    public static Constraint? TryParse(string text, out string problem)
    {
        problem = "";
        if (ConstraintText.TryRead(text, out var parts) is { } fault)
        {
            problem = $"constraint '{text}': {fault}";
            return null;
        }

        if (NodeProperty.TryParse(parts.Property) is not { } property)
        {
            problem = $"constraint '{text}': '{parts.Property}' is not a node property. Use {NodeProperty.Known}.";
            return null;
        }

        try
        {
            var constraint = new Constraint(text.Trim(), property, parts.Operator, parts.Operands);
            if (parts.Operator < ConstraintOperator.Less || constraint._bound is not null)
                return constraint;
            problem = $"constraint '{text}': '{parts.Operands[0]}' is not a number or version.";
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            problem = $"constraint '{text}': '{parts.Operands[0]}' is not a usable regular expression: {error.Message}";
        }

        return null;
    }

    public bool IsMetBy(Node node)
    {
        var value = _property.ValueOf(node);
        return _operator switch
        {
            ConstraintOperator.Equal => Equal(value, _operands[0]),
            ConstraintOperator.NotEqual => !Equal(value, _operands[0]),
            ConstraintOperator.Matches => value is not null && Matches(value),
            ConstraintOperator.In => _operands.Any(operand => Equal(value, operand)),
            ConstraintOperator.NotIn => !_operands.Any(operand => Equal(value, operand)),
            ConstraintOperator.Exists => value is not null,
            ConstraintOperator.Less => Compare(value) < 0,
            ConstraintOperator.AtMost => Compare(value) <= 0,
            ConstraintOperator.More => Compare(value) > 0,
            ConstraintOperator.AtLeast => Compare(value) >= 0,
            _ => throw new InvalidOperationException($"No such operator: {_operator}."),
        };
    }

    /// <summary>For a node that does not meet it.</summary>
    public string ReasonFor(Node node)
    {
        var value = _property.ValueOf(node);
        if (value is null)
            return $"constraint {Text}: is not set";
        return _bound is not null && VersionNumber.TryParse(value) is null
            ? $"constraint {Text}: is {value}, which is not a number or version"
            : $"constraint {Text}: is {value}";
    }

    public string ChangeFor(Node node) => (_property.NodeLabel, _operator) switch
    {
        ({ } label, ConstraintOperator.Equal) => $"add label {label}={_operands[0]}",
        ({ } label, ConstraintOperator.In) => $"add label {label}={_operands[0]}",
        ({ } label, ConstraintOperator.Exists) => $"add label {label}",
        ({ } label, ConstraintOperator.NotEqual or ConstraintOperator.NotIn) => $"remove label {label}={_property.ValueOf(node)}",
        ({ } label, _) => $"set label {label} so that {Text}",
        _ => $"drop constraint {Text}",
    };

    private bool Equal(string? value, string operand)
    {
        if (value is not null && _property.IsAddress && IPNetwork.TryParse(operand, out var network))
            return IPAddress.TryParse(value, out var address) && network.Contains(address);
        return string.Equals(value ?? "", operand, StringComparison.OrdinalIgnoreCase);
    }

    private bool Matches(string value)
    {
        try
        {
            return _pattern!.IsMatch(value); // Set for this operator by the constructor.
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    /// <returns>Null, which no comparison accepts, when the value cannot be compared.</returns>
    private int? Compare(string? value) =>
        value is not null && VersionNumber.TryParse(value) is { } number ? number.CompareTo(_bound) : null;
}
