using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Gantry.Output;

namespace Gantry.Remote;

/// <summary>The gantry that another machine is to run.</summary>
/// <param name="Architecture">As the kernel calls it; null: whatever it is, the machine will tell whether it runs there.</param>
/// <param name="Hash">SHA-256, in hexadecimal digits.</param>
internal sealed record CarriedBinary(string Path, string? Architecture, string Hash, long Bytes)
{
    /// <param name="named">Another than this one.</param>
    /// <exception cref="CliException">There is none that could be carried.</exception>
    public static async Task<CarriedBinary> OfAsync(string? named, CancellationToken ct)
    {
        if (named is null && File.Exists(System.IO.Path.Combine(AppContext.BaseDirectory, "gantry.dll")))
            throw CliException.Usage("This gantry was built for development and is many files: it cannot be carried to another machine.", "./dev publish makes one that can; name it with --binary, or run it.");
        var path = named ?? Environment.ProcessPath ?? throw new InvalidOperationException("This process does not know its own program.");
        try
        {
            await using var file = File.OpenRead(path);
            var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct));
            return new CarriedBinary(path, named is null ? KernelName(RuntimeInformation.ProcessArchitecture) : null, hash, file.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.Usage($"The binary cannot be read: {e.Message}", "--binary names another.");
        }
    }

    private static string KernelName(Architecture architecture)
    {
        if (architecture == System.Runtime.InteropServices.Architecture.X64)
            return "x86_64";
        return architecture == System.Runtime.InteropServices.Architecture.Arm64 ? "aarch64" : architecture.ToString().ToLowerInvariant();
    }
}
