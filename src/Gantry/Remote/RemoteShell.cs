using Gantry.Output;

namespace Gantry.Remote;

/// <summary>Runs scripts on another machine through the system's own ssh. What fails is told with the machine's last words.</summary>
internal sealed class RemoteShell(SshTarget target, SshSettings settings)
{
    /// <summary>What ssh ends with when it is not the command that failed.</summary>
    private const int OwnFailure = 255;

    private const int MostLastWords = 8;

    public SshTarget Target => target;

    /// <param name="input">What the script reads; read to its end.</param>
    /// <param name="advice">What to do where the script itself fails.</param>
    /// <returns>What it wrote, without the last line end.</returns>
    /// <exception cref="CliException">It failed, or could not be run.</exception>
    public async Task<string> RunAsync(RemoteScript script, IReadOnlyList<string> arguments, Stream? input, bool throughSudo, TimeSpan within, string advice, CancellationToken ct)
    {
        ProgramRun run;
        try
        {
            run = await ProgramRun.OfAsync("ssh", [.. settings.ArgumentsFor(target), script.CommandLine(arguments, throughSudo)], input, within, ct);
        }
        catch (TimeoutException)
        {
            throw new CliException(ExitCode.Error, $"{target}: could not {script.Step}: it took longer than {within.TotalMinutes:0.#} min.", advice);
        }

        // Ctrl-C reaches ssh too, which then says that it lost its connection.
        ct.ThrowIfCancellationRequested();
        if (run.ExitCode == 0)
            return run.Output.TrimEnd();
        throw run.ExitCode == OwnFailure
            ? await ConnectionAsync(run, script, ct)
            : new CliException(ExitCode.Error, $"{target}: could not {script.Step} (exit code {run.ExitCode}).", advice) { Details = LastWords(run) };
    }

    private async Task<CliException> ConnectionAsync(ProgramRun run, RemoteScript script, CancellationToken ct)
    {
        if (run.Errors.Contains("IDENTIFICATION HAS CHANGED", StringComparison.Ordinal))
        {
            return new CliException(
                ExitCode.Error,
                $"{target} has another host key than the one that is known; nothing was sent.",
                $"If the machine was installed anew: ssh-keygen -R {target.Host}, then again. If not, somebody stands in between.")
            {
                Details = LastWords(run),
            };
        }

        if (!run.Errors.Contains("Host key verification failed", StringComparison.Ordinal))
        {
            return new CliException(
                ExitCode.Error,
                $"{target}: could not {script.Step}: ssh got no connection.",
                $"Try it by hand: ssh {target.Login} true. What is missing there (a key, a user, a way) is missing here too; --identity and --ssh-option give it.")
            {
                Details = LastWords(run),
            };
        }

        var fingerprint = settings.KnownHosts is null ? HostKeys.FingerprintToTell(await HostKeys.ShownAsync(target, settings, ct)) : null;
        return new CliException(
            ExitCode.Error,
            fingerprint is null ? $"The host key of {target} is not the one that is accepted; nothing was sent." : $"The host key of {target} is not known here; nothing was sent. It shows {fingerprint}.",
            fingerprint is null
                ? $"Connect once by hand, and compare the key that it shows: ssh {target.Login} true."
                : $"Compare it on the machine: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub. If it is the same, repeat with --host-key {fingerprint}.");
    }

    private static string[] LastWords(ProgramRun run) =>
        [.. $"{run.Output}\n{run.Errors}".Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0).TakeLast(MostLastWords)];
}
