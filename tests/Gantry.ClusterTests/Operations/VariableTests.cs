using System.Net;
using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Operations;

/// <summary>Every <c>GANTRY_*</c> that a person may set, and what wins over it.</summary>
public sealed class VariableTests(SharedServer shared, LocalEngine engine) : IClassFixture<SharedServer>
{
    private const string Nowhere = "unix:///nowhere/gantry.sock";

    private readonly ServerProcess _server = shared.Process;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("HERE", null)]
    [InlineData(null, "here")]
    [InlineData("HERE", "nosuch")]
    [InlineData(Nowhere, "nosuch", "--host", "HERE")]
    [InlineData(Nowhere, "nosuch", "--context", "here")]
    public async Task The_server_is_that_of_a_flag_or_of_GANTRY_HOST_or_of_GANTRY_CONTEXT(string? host, string? context, params string[] flags)
    {
        var command = Client(host, context);

        var outcome = await command.RunAsync(Ct, ["node", "ls", "-o", "name", .. flags.Select(WithSocket)]);

        Assert.Equal("here", outcome.Expect(0).Output.Trim());
    }

    [Theory]
    [InlineData(Nowhere, "here", 11)]
    [InlineData(null, "nosuch", 9)]
    [InlineData("HERE", null, 11, "--host", Nowhere)]
    [InlineData("HERE", "here", 9, "--context", "nosuch")]
    public async Task What_names_no_server_is_not_passed_over(string? host, string? context, int exitCode, params string[] flags) =>
        (await Client(host, context).RunAsync(Ct, ["node", "ls", .. flags.Select(WithSocket)])).Expect(exitCode);

    [Fact]
    public async Task A_server_takes_its_settings_from_variables_and_a_flag_wins()
    {
        var ports = Ports.Free(2);
        var (data, socket, api) = (Path.Combine(_server.Folder, "own"), Path.Combine(_server.Folder, "own.sock"), $"127.0.0.1:{ports[0]}");
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var telemetry = HttpStatusCode.NoContent;
        var command = new GantryCommand(_server.Folder)
        {
            ["GANTRY_DATA_DIR"] = data,
            ["GANTRY_SOCKET"] = socket,
            ["GANTRY_ENGINE"] = $"unix://{engine.Address.SocketPath}",
            ["GANTRY_API_LISTEN"] = api,
            ["GANTRY_TELEMETRY_LISTEN"] = $"127.0.0.1:{ports[1]}",
            ["GANTRY_DNS_LISTEN"] = "off",
            ["GANTRY_ADVERTISE"] = "gantry.test",
            ["GANTRY_NAME"] = "variable",
            ["GANTRY_CONFIG"] = Path.Combine(_server.Folder, "own.yaml"),
        };

        var exitCode = await command.WatchAsync(
            ["server", "--name", "flag"],
            async line =>
            {
                if (!line.Contains($"Node flag is up: control API on {socket} and {api}", StringComparison.Ordinal))
                    return false;
                using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{ports[1]}/health"), Ct);
                telemetry = answer.StatusCode;
                return true;
            },
            Ct);

        Assert.Equal((0, HttpStatusCode.OK), (exitCode, telemetry));
        Assert.True(File.Exists(Path.Combine(data, "state.db")));
        Assert.Contains($"https://gantry.test:{ports[0]}", await File.ReadAllTextAsync(Path.Combine(_server.Folder, "own.yaml"), Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_that_cannot_work_is_refused_and_a_flag_wins_over_it()
    {
        var command = new GantryCommand(_server.Folder) { ["GANTRY_ENGINE"] = "tcp://127.0.0.1:2375", ["GANTRY_SOCKET"] = _server.SocketPath };
        string[] server = ["server", "--data-dir", Path.Combine(_server.Folder, "refused")];

        var wrong = (await command.RunAsync(Ct, server)).Expect(2);
        var right = (await command.RunAsync(Ct, [.. server, "--engine", $"unix://{engine.Address.SocketPath}"])).Expect(1);

        Assert.Contains("tcp://127.0.0.1:2375", wrong.Errors, StringComparison.Ordinal);
        Assert.Contains("Another server answers", right.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_takes_its_settings_from_a_file_and_variables_and_flags_win()
    {
        var ports = Ports.Free(2);
        var file = Path.Combine(_server.Folder, "gantry.yaml");
        await File.WriteAllTextAsync(
            file,
            $"""
            # As in /etc/gantry/gantry.yaml
            data-dir: {_server.Folder}/filed
            socket: {_server.Folder}/filed.sock
            engine: "unix://{engine.Address.SocketPath}"
            api-listen: 127.0.0.1:{ports[0]}
            telemetry-listen: 127.0.0.1:{ports[1]}
            dns-listen: off
            advertise: file.test
            name: file
            """,
            Ct);
        var command = new GantryCommand(_server.Folder) { ["GANTRY_ADVERTISE"] = "variable.test", ["GANTRY_CONFIG"] = Path.Combine(_server.Folder, "filed.yaml") };

        var exitCode = await command.WatchAsync(
            ["server", "--config", file, "--name", "flag"],
            line => Task.FromResult(line.Contains($"Node flag is up: control API on {_server.Folder}/filed.sock and 127.0.0.1:{ports[0]}", StringComparison.Ordinal)),
            Ct);

        Assert.Equal(0, exitCode);
        Assert.True(File.Exists(Path.Combine(_server.Folder, "filed", "state.db")));
        Assert.Contains($"https://variable.test:{ports[0]}", await File.ReadAllTextAsync(Path.Combine(_server.Folder, "filed.yaml"), Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name: a\nlisten: 127.0.0.1:1\n", ":2:1: error: There is no setting 'listen'. There are data-dir, engine,")]
    [InlineData("api_listen: 127.0.0.1:1\n", ":1:1: error: There is no setting 'api_listen'. Did you mean api-listen?")]
    [InlineData("name: [a]\n", ":1:7: error: name is a list; it takes one value.")]
    [InlineData("- name\n", ":1:1: error: This file is a list")]
    [InlineData("name: [\n", "error: This is not YAML")]
    [InlineData("name: a b\n", "--name is 'a b'")]
    [InlineData(null, "The configuration cannot be read: Could not find file")]
    public async Task A_configuration_that_is_wrong_starts_nothing(string? text, string reason)
    {
        var file = Path.Combine(_server.Folder, "wrong.yaml");
        if (text is null)
            File.Delete(file);
        else
            await File.WriteAllTextAsync(file, text, Ct);

        var outcome = await new GantryCommand(_server.Folder).RunAsync(Ct, ["server", "--config", file, "--data-dir", Path.Combine(_server.Folder, "wrong")]);

        Assert.Contains(reason, outcome.Expect(2).Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_server.Folder, "wrong")));
    }

    private GantryCommand Client(string? host, string? context) => new(_server.Folder)
    {
        ["GANTRY_CONFIG"] = _server.ConfigPath,
        ["GANTRY_HOST"] = WithSocket(host ?? ""),
        ["GANTRY_CONTEXT"] = context ?? "",
    };

    private string WithSocket(string text) => text == "HERE" ? $"unix://{_server.SocketPath}" : text;
}
