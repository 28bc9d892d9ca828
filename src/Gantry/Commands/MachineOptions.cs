using System.CommandLine;
using System.Net;
using Gantry.Output;
using Gantry.Roles;
using Gantry.Worker.Docker;

namespace Gantry.Commands;

/// <summary>Flags that server and worker share: what the machine is, where it keeps things, which engine it drives.</summary>
internal sealed class MachineOptions
{
    private const int DnsPort = 5300;

    private readonly Option<string?> _dataDir = Text("--data-dir", "Folder for state and keys. Default /var/lib/gantry.", "DIR");
    private readonly Option<string?> _engine = Text("--engine", "The Docker Engine. Default DOCKER_HOST, else /var/run/docker.sock.", "unix://PATH");
    private readonly Option<string?> _dns = Text("--dns-listen", "Where people on this machine can ask the cluster's DNS; 'off' for nowhere. Default 127.0.0.1:5300.", "ADDR:PORT");
    private readonly Option<string?> _advertise = Text("--advertise", "Address or DNS name at which others reach this machine. Default: its first address that is not loopback.", "ADDR");
    private readonly Option<string?> _name = Text("--name", "Name of this node. Default: its hostname.", "NAME");

    public IEnumerable<string> Names => All.Select(NameOf);

    private IEnumerable<Option<string?>> All => [_dataDir, _engine, _dns, _advertise, _name];

    public static Option<string?> Text(string name, string description, string value) => new(name) { Description = description, HelpName = value };

    public static Option<string?> Config() =>
        Text("--config", $"YAML file that sets these flags, named without their dashes. Default {ServerFile.DefaultPath}, where there is one.", "FILE");

    public static string NameOf(Option<string?> option) => option.Name.TrimStart('-');

    public void AddTo(Command command)
    {
        foreach (var option in All)
            command.Add(option);
    }

    public WorkerSettings Read(MachineValues values) => new(
        Path.GetFullPath(values.Value(_dataDir, "GANTRY_DATA_DIR", "/var/lib/gantry")),
        EngineOf(values),
        ServerValues.Advertised(values.Value(_advertise, "GANTRY_ADVERTISE", HostAddress.First())),
        ServerValues.NodeName(values.Value(_name, "GANTRY_NAME", Dns.GetHostName())),
        values.Value(_dns, "GANTRY_DNS_LISTEN", $"127.0.0.1:{DnsPort}") is var listen && listen == "off" ? null : ServerValues.Endpoint("--dns-listen", listen));

    private EngineAddress EngineOf(MachineValues values)
    {
        try
        {
            return EngineAddress.From(values.Given(_engine, "GANTRY_ENGINE"), values.Variable("DOCKER_HOST"));
        }
        catch (FormatException wrong)
        {
            throw new CliException(ExitCode.Usage, wrong.Message);
        }
    }
}
