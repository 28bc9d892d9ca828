using System.Formats.Tar;
using System.Text;
using System.Text.RegularExpressions;
using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;
using Gantry.Model.Services;
using Gantry.Model.Stacks;

namespace Gantry.ClusterTests.Corpus;

/// <summary>
/// Images for other people's stacks where no registry answers. The rule: every image that a file names, but for busybox
/// itself, is one and the same. It is busybox, and each program that an entrypoint or a health check of the file names is a
/// stub there; of those that a script under <c>entrypoint: [sh, -c]</c> names, the ones that busybox lacks. As the service's own process the stub runs until it is asked to stop, or, when it is to migrate something,
/// ends well at once; as a health check it says what such checks look for and ends well. Nothing in the file is changed.
/// </summary>
internal static partial class StandIns
{
    private const string StubPath = "stand-in";

    // A check is started by the engine, or by the shell that the engine started for it.
    private const string Stub = """
        #!/bin/sh
        if [ $$ -ne 1 ] && [ $PPID -ne 1 ]; then echo PONG; exit 0; fi
        case "$*" in *migrat*) exit 0;; esac
        trap 'exit 0' TERM INT
        while :; do sleep 3600 & wait $!; done
        """;

    private const UnixFileMode Executable = (UnixFileMode)0b111_101_101;

    public static async Task MakeAsync(OwnEngine engine, StackSpec stack, CancellationToken ct)
    {
        await using var tar = await TarAsync(stack, ct);
        var name = $"stand-in-{stack.Name}";
        await engine.Engine.Images.ImportAsync(tar, name, "1", [$"ENTRYPOINT [\"/{StubPath}\"]"], ct);
        foreach (var image in stack.Services.Select(s => s.Container.Image).Where(i => !i.StartsWith("busybox", StringComparison.Ordinal)).Distinct())
            await HostTool.RunAsync(ct, "docker", "-H", $"unix://{engine.SocketPath}", "tag", $"{name}:1", image);
    }

    private static async Task<Stream> TarAsync(StackSpec stack, CancellationToken ct)
    {
        var tar = new MemoryStream();
        await using var busybox = await BusyboxTar.CreateAsync(ct);
        await using (var reader = new TarReader(busybox))
        await using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            var stubs = stack.Services.SelectMany(Programs).Select(PathOf).ToHashSet();
            var scripted = stack.Services.SelectMany(Scripted).Select(PathOf).ToHashSet();
            while (await reader.GetNextEntryAsync(cancellationToken: ct) is { } entry)
            {
                scripted.Remove(entry.Name);
                if (!stubs.Contains(entry.Name) || entry.Name is "bin/sh" or "bin/grep" or "bin/test")
                    await writer.WriteEntryAsync(entry, ct);
            }

            using var script = new MemoryStream(Encoding.ASCII.GetBytes(Stub));
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, StubPath) { Mode = Executable, DataStream = script }, ct);
            foreach (var path in stubs.Union(scripted).Where(p => p is not ("bin/sh" or "bin/grep" or "bin/test")))
                await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, path) { LinkName = $"/{StubPath}" }, ct);
        }

        tar.Position = 0;
        return tar;
    }

    private static string PathOf(string program) => program.StartsWith('/') ? program[1..] : $"bin/{program}";

    private static IEnumerable<string> Programs(ServiceSpec service)
    {
        if (service.Container.Entrypoint is [var entrypoint, ..])
            yield return entrypoint;
        if (service.Container.HealthCheck?.Test is ["CMD", var program, ..])
            yield return program;
        if (service.Container.HealthCheck?.Test is ["CMD-SHELL", var line])
        {
            foreach (var word in FirstWords(line))
                yield return word;
        }
    }

    // Words of the shell's own among them do no harm: it never looks for a file of their name.
    private static IEnumerable<string> Scripted(ServiceSpec service) =>
        (service.Container.Entrypoint ?? []).Concat(service.Container.Command ?? []).ToList() is ["sh" or "/bin/sh", "-c", var script, ..] ? FirstWords(script) : [];

    private static IEnumerable<string> FirstWords(string script) => FirstWord().Matches(script).Select(m => m.Groups[1].Value);

    // What a shell starts: the word at the beginning of a line, and after each ; | and &.
    [GeneratedRegex(@"(?:^|[;|&(\n])\s*([a-z/][\w./-]*)")]
    private static partial Regex FirstWord();
}
