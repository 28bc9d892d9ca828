using System.Text;
using System.Text.Json;
using Gantry.Model.Api;

namespace Gantry.Tests.Cli;

/// <summary>Which logins of docker's <c>gantry service update</c> sends.</summary>
public sealed class ServiceUpdateLoginTests
{
    [Theory]
    [InlineData("--image r.example/web:2", "r.example")]
    [InlineData("--image r.example/web:2 --with-registry-auth", "r.example")]
    [InlineData("--force --with-registry-auth", "docker.io")]
    [InlineData("--with-registry-auth", "docker.io")]
    public async Task The_login_for_the_images_registry_is_sent(string options, string host)
    {
        await using var server = await ServerAsync("r.example", "https://index.docker.io/v1/", "other.example");

        var result = await new CliRun(server).RunAsync(["service", "update", "web", .. options.Split(' ')]);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var login = Assert.Single(LoginsIn(server).EnumerateArray());
        Assert.Equal((host, "ana", "secret"), (Text(login, "host"), Text(login, "username"), Text(login, "password")));
    }

    [Theory]
    [InlineData("--force", "")]
    [InlineData("--image r.example/web:2", "")]
    [InlineData("--image r.example/web:2 --with-registry-auth", "warning: docker has no login for r.example on this machine, so none is sent. Log in with docker login r.example, or for the cluster with gantry registry login r.example.\n")]
    public async Task Without_one_nothing_is_sent_and_who_asked_for_it_is_told(string options, string error)
    {
        await using var server = await ServerAsync("other.example");

        var result = await new CliRun(server).RunAsync(["service", "update", "web", .. options.Split(' ')]);

        Assert.Equal((0, error), (result.ExitCode, result.Error));
        Assert.Equal(JsonValueKind.Undefined, LoginsIn(server).ValueKind);
    }

    private static async Task<ScriptedServer> ServerAsync(params string[] registries)
    {
        var server = new ScriptedServer();
        var auth = Convert.ToBase64String(Encoding.UTF8.GetBytes("ana:secret"));
        var path = Path.Combine(server.Folder, ".docker", "config.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var auths = string.Join(',', registries.Select(r => $"\"{r}\":{{\"auth\":\"{auth}\"}}"));
        await File.WriteAllTextAsync(path, $"{{\"auths\":{{{auths}}}}}", TestContext.Current.CancellationToken);
        return server.Json("GET /v1/services/web", Canned.Service(), ApiJson.Default.ServiceItem)
            .Json("POST /v1/services/web/update", Canned.Answer(), ApiJson.Default.ChangeAnswer);
    }

    private static JsonElement LoginsIn(ScriptedServer server)
    {
        var body = JsonDocument.Parse(Assert.Single(server.Requests, r => r.Call == "POST /v1/services/web/update").Body).RootElement;
        return body.TryGetProperty("registryLogins", out var logins) ? logins : default;
    }

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString()!;
}
