using Gantry.Compose;
using Gantry.Model.Stacks;

namespace Gantry.Tests.Compose;

/// <summary>What reading a bundle took, of this thread alone: other tests share the processors and the heap.</summary>
/// <param name="Took">Of the processor.</param>
/// <param name="Allocated">In bytes: never less than the memory that was in use at once.</param>
internal sealed record ReadingCost(ComposeResult Result, TimeSpan Took, long Allocated)
{
    /// <summary>Promises are about the program as it ships; unoptimised code takes two to three times as long.</summary>
#if DEBUG
    private const double Slower = 3;
#else
    private const double Slower = 1;
#endif

    // What is made once for all readings is none of one reading's cost.
    static ReadingCost() => ComposeReader.Read("s", ComposeText.Bundle("services: {web: {image: a, imag: b}}"));

    public static ReadingCost Of(Bundle bundle)
    {
        var (started, allocated) = (CpuClock.Now(), GC.GetAllocatedBytesForCurrentThread());
        var result = ComposeReader.Read("s", bundle);
        ProblemText.Write(result.Problems(), bundle);
        return new ReadingCost(result, CpuClock.Now() - started, GC.GetAllocatedBytesForCurrentThread() - allocated);
    }

    public ReadingCost Within(TimeSpan longest, int mostMebibytes)
    {
        Assert.True(Took < longest * Slower, $"It took {Took}.");
        Assert.True(Allocated < mostMebibytes * 1024L * 1024, $"It allocated {Allocated:N0} bytes.");
        return this;
    }
}
