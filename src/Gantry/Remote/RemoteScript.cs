namespace Gantry.Remote;

/// <summary>A piece of shell that this program carries to another machine. Standard input stays free for what must not be seen in a list of processes.</summary>
/// <param name="Name">Of its file in Remote/Scripts.</param>
/// <param name="Step">What it does, as in <c>Could not …</c>.</param>
internal sealed record RemoteScript(string Name, string Step, bool NeedsRoot)
{
    public static readonly RemoteScript Look = new("look.sh", "look at the machine", NeedsRoot: false);
    public static readonly RemoteScript InstallDocker = new("install-docker.sh", "install and start Docker", NeedsRoot: true);
    public static readonly RemoteScript PutBinary = new("put-binary.sh", "copy the binary", NeedsRoot: true);
    public static readonly RemoteScript StartWithSystemd = new("start-with-systemd.sh", "start the worker", NeedsRoot: true);
    public static readonly RemoteScript StartWithoutSystemd = new("start-without-systemd.sh", "start the worker", NeedsRoot: true);
    public static readonly RemoteScript AwaitJoin = new("await-join.sh", "join the cluster", NeedsRoot: true);

    /// <summary>A file that the binary carries: a script, or the unit.</summary>
    public static string Text(string name)
    {
        using var stream = typeof(RemoteScript).Assembly.GetManifestResourceStream($"remote/{name}")
            ?? throw new InvalidOperationException($"The binary carries no {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>One command for the shell of whoever logs in, whichever that is.</summary>
    /// <param name="throughSudo">The user who logs in is not root.</param>
    public string CommandLine(IEnumerable<string> arguments, bool throughSudo) =>
        $"{(NeedsRoot && throughSudo ? "sudo -n " : "")}sh -c {Quoted(Text(Name))} gantry {string.Join(' ', arguments.Select(Quoted))}".TrimEnd();

    private static string Quoted(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
