using System.Runtime.InteropServices;

namespace Gantry.Output;

/// <param name="error">The number that the kernel gave.</param>
internal sealed class DescriptorException(int error) : IOException(Marshal.GetPInvokeErrorMessage(error))
{
    private const int BadDescriptor = 9;
    private const int BrokenPipe = 32;

    /// <summary>Who reads has gone, or never was.</summary>
    public bool IsClosed => error is BadDescriptor or BrokenPipe;
}
