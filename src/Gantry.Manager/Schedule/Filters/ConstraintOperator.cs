namespace Gantry.Manager.Schedule.Filters;

internal enum ConstraintOperator
{
    Equal,
    NotEqual,
    Matches,
    In,
    Exists,
    Less,
    AtMost,
    More,
    AtLeast,
}
