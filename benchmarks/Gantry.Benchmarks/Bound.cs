namespace Gantry.Benchmarks;

internal enum Bound
{
    AtMost,
    AtLeast,
}
