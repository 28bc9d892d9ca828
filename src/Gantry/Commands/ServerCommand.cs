using System.CommandLine;
using Gantry.Output;
using Gantry.Roles;

namespace Gantry.Commands;

/// <summary><c>gantry server</c>: flags first, then <c>GANTRY_*</c>, then the configuration file, then what fits one machine.</summary>
internal static class ServerCommand
{
    private const int ApiPort = 4000;
    private const int TelemetryPort = 4002;

    public static Command Create(CliEnvironment environment)
    {
        var machine = new MachineOptions();
        var socket = MachineOptions.Text("--socket", "Control socket. Default /run/gantry/gantry.sock.", "PATH");
        var api = MachineOptions.Text("--api-listen", "Where the control API listens with TLS. Default 0.0.0.0:4000.", "ADDR:PORT");
        var telemetry = MachineOptions.Text("--telemetry-listen", "Where health, metrics and the API's documentation listen. Default 127.0.0.1:4002.", "ADDR:PORT");
        var config = MachineOptions.Config();
        var command = new Command("server", "Run a manager, with a worker in the same process.") { config, socket, api, telemetry };
        machine.AddTo(command);
        command.SetAction((parsed, ct) =>
        {
            IReadOnlyList<string> names = [.. machine.Names, .. ((Option<string?>[])[socket, api, telemetry]).Select(MachineOptions.NameOf)];
            var values = new MachineValues(parsed, environment, ServerFile.Read(parsed.GetValue(config), names));
            var worker = machine.Read(values);
            var settings = new ServerSettings(
                worker.DataDirectory,
                ServerValues.SocketPath(values.Value(socket, "GANTRY_SOCKET", "/run/gantry/gantry.sock")),
                worker.Engine,
                ServerValues.Endpoint("--api-listen", values.Value(api, "GANTRY_API_LISTEN", $"0.0.0.0:{ApiPort}")),
                ServerValues.Endpoint("--telemetry-listen", values.Value(telemetry, "GANTRY_TELEMETRY_LISTEN", $"127.0.0.1:{TelemetryPort}")),
                worker.Advertise,
                worker.Name,
                worker.DnsListen);
            return new ServerRole(settings, environment).RunAsync(ct);
        });
        return command;
    }
}
