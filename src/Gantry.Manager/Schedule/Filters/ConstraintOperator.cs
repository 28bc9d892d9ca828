namespace Gantry.Manager.Schedule.Filters;

internal enum ConstraintOperator
{
    Equal,
    NotEqual,
    Matches,
    In,
    NotIn,
    Exists,
    Less,
    AtMost,
    More,
    AtLeast,
}
