namespace Gantry.Compose.Interpolation;

/// <summary>One <c>$NAME</c> or <c>${NAME:-…}</c> in a text.</summary>
/// <param name="Operator">Empty, or one of <c>:- - :? ? :+ +</c>.</param>
/// <param name="Argument">What follows the operator: a template again.</param>
/// <param name="End">Index after the reference.</param>
internal readonly record struct TemplateReference(string Name, string Operator, string Argument, int End)
{
    public bool EmptyIsMissing => Operator.StartsWith(':');
}
