using System.Diagnostics;
using System.Runtime.CompilerServices;
using Gantry.ClusterTests.Testing;

namespace Gantry.ClusterTests.Packaging;

public sealed class SystemdUnitTests
{
    [Theory]
    [InlineData("gantry.service")]
    [InlineData("gantry-worker.service")]
    public async Task Systemd_has_nothing_to_say_against_the_unit_file(string name)
    {
        var folder = Directory.CreateTempSubdirectory("gantry-unit-");
        try
        {
            // verify looks whether the program exists: name the one that was built with this test.
            var unit = await File.ReadAllTextAsync(UnitFile(name), TestContext.Current.CancellationToken);
            var copy = Path.Combine(folder.FullName, name);
            var binary = GantryBinary.Path;
            var built = unit.Replace("/usr/local/bin/gantry", binary, StringComparison.Ordinal);
            await File.WriteAllTextAsync(copy, built, TestContext.Current.CancellationToken);

            var (exitCode, complaints) = await VerifyAsync(copy, TestContext.Current.CancellationToken);

            Assert.Equal(string.Empty, complaints);
            Assert.Equal(0, exitCode);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(int ExitCode, string Complaints)> VerifyAsync(string unit, CancellationToken ct)
    {
        using var verify = Process.Start(new ProcessStartInfo("systemd-analyze", ["verify", "--man=no", unit])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var complaints = await verify.StandardError.ReadToEndAsync(ct);
        await verify.WaitForExitAsync(ct);
        return (verify.ExitCode, complaints);
    }

    private static string UnitFile(string name, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(
            Path.GetDirectoryName(here)!, "..", "..", "..", "packaging", "systemd", name));
}
