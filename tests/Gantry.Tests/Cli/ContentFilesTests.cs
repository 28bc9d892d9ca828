using System.Text;
using Gantry.Client;
using Gantry.Output;

namespace Gantry.Tests.Cli;

/// <summary>The values of configs and secrets, as a deploy takes them along.</summary>
public sealed class ContentFilesTests : IDisposable
{
    private const string Compose = """
        services: {web: {image: x, configs: [conf, said, set], secrets: [key, token]}}
        configs: {conf: {file: './conf/${KIND}.conf'}, said: {content: hello}, set: {environment: SET}, unused: {file: ./nowhere}}
        secrets: {key: {file: ./key.bin}, token: {environment: TOKEN}, there: {external: true}}
        """;

    private readonly TempFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task They_go_along_by_content_and_what_no_service_uses_stays()
    {
        byte[] key = [0x00, 0xFF, 0xFE, 0x80];
        _project.Write("compose.yaml", Compose);
        _project.Write("conf/app.conf", "listen = ä\n");
        await File.WriteAllBytesAsync(Path.Combine(_project.Path, "key.bin"), key, TestContext.Current.CancellationToken);

        var bundle = (await GatherAsync()).Bundle;

        Assert.Equal(["./conf/app.conf", "./key.bin"], bundle.Files.Select(f => f.Path));
        Assert.Equal("listen = ä\n", Encoding.UTF8.GetString(bundle.Files[0].Bytes()));
        Assert.Equal(("listen = ä\n", false), (bundle.Files[0].Content, bundle.Files[0].IsBase64));
        Assert.Equal(key, bundle.Files[1].Bytes());
        Assert.Equal(["KIND=app", "SET=s", "TOKEN=t"], bundle.Variables.Select(v => $"{v.Key}={v.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task One_that_is_missing_or_outside_is_refused_by_its_name()
    {
        _project.Write("project/compose.yaml", "services: {web: {image: x, secrets: [key]}}\nsecrets: {key: {file: ../key}}\n");

        var outside = await Assert.ThrowsAsync<CliException>(() => GatherAsync("project"));
        var missing = await Assert.ThrowsAsync<CliException>(() => GatherAsync("project", allowsOutside: true));
        _project.Write("key", "k");
        var found = await GatherAsync("project", allowsOutside: true);

        Assert.StartsWith("The secret file ../key is outside the project folder ", outside.Message, StringComparison.Ordinal);
        Assert.Equal("The secret file ../key does not exist.", missing.Message);
        Assert.Equal("k", Assert.Single(found.Bundle.Files).Content);
    }

    [Fact]
    public async Task Validate_looks_for_them_and_reads_none()
    {
        _project.Write("compose.yaml", "name: shop\nservices: {web: {image: x, configs: [a, b]}}\nconfigs: {a: {file: ./a}, b: {file: /etc/hostname}}\n");

        var result = await new CliRun(home: _project.Path).RunAsync("validate");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("A deploy is refused: The config file ./a does not exist.", result.Error, StringComparison.Ordinal);
        Assert.Contains("A deploy is refused: The config file /etc/hostname is outside the project folder ", result.Error, StringComparison.Ordinal);
    }

    private Task<GatheredBundle> GatherAsync(string folder = ".", bool allowsOutside = false)
    {
        var run = new CliRun(home: Path.Combine(_project.Path, folder)) { ["KIND"] = "app", ["SET"] = "s", ["TOKEN"] = "t", ["OTHER"] = "o" };
        return new BundleGatherer(run.EnvironmentOf(Stream.Null, Stream.Null)).GatherWholeAsync(new([], [], [], "shop", null, allowsOutside), TestContext.Current.CancellationToken);
    }
}
