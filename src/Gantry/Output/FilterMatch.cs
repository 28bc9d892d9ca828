namespace Gantry.Output;

/// <summary>How a value of <c>--filter</c> must fit; upper and lower case are the same.</summary>
internal enum FilterMatch
{
    Whole,
    Beginning,
    Part,
}
