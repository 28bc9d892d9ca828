using System.CommandLine;
using System.Net;
using Gantry.Output;
using Gantry.Roles;
using Gantry.Worker.Docker;

namespace Gantry.Commands;

/// <summary><c>gantry server</c>: flags first, then <c>GANTRY_*</c>, then the configuration file, then what fits one machine.</summary>
internal static class ServerCommand
{
    private const int ApiPort = 4000;
    private const int TelemetryPort = 4002;
    private const int DnsPort = 5300;

    public static Command Create(CliEnvironment environment)
    {
        var dataDir = Text("--data-dir", "Folder for state and keys. Default /var/lib/gantry.", "DIR");
        var socket = Text("--socket", "Control socket. Default /run/gantry/gantry.sock.", "PATH");
        var engine = Text("--engine", "The Docker Engine. Default DOCKER_HOST, else /var/run/docker.sock.", "unix://PATH");
        var api = Text("--api-listen", "Where the control API listens with TLS. Default 0.0.0.0:4000.", "ADDR:PORT");
        var telemetry = Text("--telemetry-listen", "Where health, metrics and the API's documentation listen. Default 127.0.0.1:4002.", "ADDR:PORT");
        var dns = Text("--dns-listen", "Where people on this machine can ask the cluster's DNS; 'off' for nowhere. Default 127.0.0.1:5300.", "ADDR:PORT");
        var advertise = Text("--advertise", "Address or DNS name at which others reach this machine. Default: its first address that is not loopback.", "ADDR");
        var name = Text("--name", "Name of this node. Default: its hostname.", "NAME");
        var config = Text("--config", $"YAML file that sets these flags, named without their dashes. Default {ServerFile.DefaultPath}, where there is one.", "FILE");
        Option<string?>[] settable = [dataDir, socket, engine, api, telemetry, dns, advertise, name];
        var command = new Command("server", "Run a manager, with a worker in the same process.") { config };
        foreach (var option in settable)
            command.Add(option);
        command.SetAction((parsed, ct) =>
        {
            var file = ServerFile.Read(parsed.GetValue(config), [.. settable.Select(NameOf)]);
            var settings = new ServerSettings(
                Path.GetFullPath(Value(dataDir, "GANTRY_DATA_DIR", "/var/lib/gantry")),
                ServerValues.SocketPath(Value(socket, "GANTRY_SOCKET", "/run/gantry/gantry.sock")),
                EngineOf(Given(engine, "GANTRY_ENGINE")),
                ServerValues.Endpoint("--api-listen", Value(api, "GANTRY_API_LISTEN", $"0.0.0.0:{ApiPort}")),
                ServerValues.Endpoint("--telemetry-listen", Value(telemetry, "GANTRY_TELEMETRY_LISTEN", $"127.0.0.1:{TelemetryPort}")),
                ServerValues.Advertised(Value(advertise, "GANTRY_ADVERTISE", HostAddress.First())),
                ServerValues.NodeName(Value(name, "GANTRY_NAME", Dns.GetHostName())),
                Value(dns, "GANTRY_DNS_LISTEN", $"127.0.0.1:{DnsPort}") is var listen && listen == "off" ? null : ServerValues.Endpoint("--dns-listen", listen));
            return new ServerRole(settings, environment).RunAsync(ct);

            string Value(Option<string?> option, string variable, string otherwise) =>
                Given(option, variable) ?? otherwise;

            string? Given(Option<string?> option, string variable) =>
                parsed.GetValue(option) ?? environment.Variable(variable) ?? file.GetValueOrDefault(NameOf(option));
        });
        return command;

        EngineAddress EngineOf(string? text)
        {
            try
            {
                return EngineAddress.From(text, environment.Variable("DOCKER_HOST"));
            }
            catch (FormatException wrong)
            {
                throw new CliException(ExitCode.Usage, wrong.Message);
            }
        }
    }

    private static string NameOf(Option<string?> option) => option.Name.TrimStart('-');

    private static Option<string?> Text(string name, string description, string value) => new(name) { Description = description, HelpName = value };
}
