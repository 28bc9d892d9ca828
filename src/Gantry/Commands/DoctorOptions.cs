using System.CommandLine;
using System.Net;
using Gantry.Doctor;
using Gantry.Output;
using Gantry.Worker.Docker;

namespace Gantry.Commands;

/// <summary>What <c>gantry doctor</c> looks at: its flags, <c>GANTRY_*</c> and the configuration file, as a server or worker here reads them.</summary>
internal sealed class DoctorOptions
{
    // All that a server's or a worker's file may set; most of it says nothing to a doctor.
    private static readonly string[] FileNames =
        ["data-dir", "engine", "dns-listen", "advertise", "name", "socket", "api-listen", "telemetry-listen", "join", "token"];

    private readonly Option<string?> _dataDir = MachineOptions.Text("--data-dir", "Folder of the server or worker. Default /var/lib/gantry.", "DIR");
    private readonly Option<string?> _engine = MachineOptions.Text("--engine", "The Docker Engine. Default DOCKER_HOST, else /var/run/docker.sock.", "unix://PATH");
    private readonly Option<string?> _manager = MachineOptions.Text("--manager", "The manager to call. Default: the one that the data folder names.", "https://HOST:4000");
    private readonly Option<string?> _config = MachineOptions.Config();

    public void AddTo(Command command) => command.With(_dataDir, _engine, _manager, _config);

    public bool IsGiven(Session session) => ((Option<string?>[])[_dataDir, _engine, _manager, _config]).Any(session.IsGiven);

    public DoctorTarget Read(Session session)
    {
        var file = ServerFile.Read(session.Get(_config), FileNames);
        return new DoctorTarget(
            Path.GetFullPath(Value(session.Get(_dataDir), "data-dir", "/var/lib/gantry")),
            EngineOf(session, Value(session.Get(_engine), "engine", "")),
            ManagerOf(session.Get(_manager)),
            ServerValues.Endpoint("--api-listen", Value(null, "api-listen", "0.0.0.0:4000")),
            ServerValues.Endpoint("--telemetry-listen", Value(null, "telemetry-listen", "127.0.0.1:4002")),
            NamesOf(Value(null, "dns-listen", "127.0.0.1:5300")));

        string Value(string? typed, string name, string otherwise) =>
            typed ?? session.Environment.Variable($"GANTRY_{name.ToUpperInvariant().Replace('-', '_')}") ?? file.GetValueOrDefault(name) ?? otherwise;
    }

    private static EngineAddress EngineOf(Session session, string text)
    {
        try
        {
            return EngineAddress.From(text, session.Environment.Variable("DOCKER_HOST"));
        }
        catch (FormatException wrong)
        {
            throw CliException.Usage(wrong.Message);
        }
    }

    private static Uri? ManagerOf(string? text) => text is null ? null : WorkerCommand.AddressOf("--manager", text);

    private static IPEndPoint? NamesOf(string text) => text == "off" ? null : ServerValues.Endpoint("--dns-listen", text);
}
