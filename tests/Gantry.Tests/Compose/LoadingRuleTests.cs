using Gantry.Compose;
using Gantry.Compose.Interpolation;

namespace Gantry.Tests.Compose;

/// <summary>Rules of loading that compose-go's own cases showed; each names its rule.</summary>
public sealed class LoadingRuleTests
{
    [Theory]
    [InlineData("services: {web: {image: a, environment: {1: b}}}", "yaml_key")]
    [InlineData("services: {123: {image: a}}", "yaml_key")]
    [InlineData("services: {web: {image: a, labels: {true: b}}}", "yaml_key")]
    [InlineData("services: {web: {image: a, environment: [DEBUG = true]}}", "bad_variable")]
    [InlineData("services: {web: {image: a, volumes: [{type: tmpfs, target: /t, tmpfs: {size: 0.5}}]}}", "bad_size")]
    [InlineData("services: {web: {image: a}}\nvolumes: {v: {name: one, external: {name: other}}}", "external_conflict")]
    public void Refused(string text, string code) =>
        Assert.Contains(Assert.IsType<ComposeResult.Refused>(ComposeText.Read(text)).Problems, p => p.Code == code);

    [Fact]
    public void A_number_in_quotes_is_a_key() =>
        Assert.Equal("b", ComposeText.Web("environment: {'1': b}").Service().Container.Environment["1"]);

    [Fact]
    public void Reset_and_override_in_another_file_work_on_what_the_service_there_extends()
    {
        var bundle = ComposeText.Bundle("services: {web: {extends: {file: b.yaml, service: middle}, volumes: ['/z:/z']}}") with
        {
            Files =
            [
                new("b.yaml", """
                    services:
                      base: {image: i, command: sleep, volumes: ['/x:/x']}
                      middle: {extends: base, command: !reset , volumes: !override ['/y:/y']}
                    """),
            ],
        };

        var web = ComposeReader.Read("s", bundle).Service().Container;

        Assert.Null(web.Command);
        Assert.Equal(["/y", "/z"], web.Mounts.Select(m => m.Target));
    }

    [Fact]
    public void What_stands_beside_external_is_a_warning_but_for_volumes()
    {
        var result = ComposeText.Read("services: {web: {image: a, networks: [n]}}\nnetworks: {n: {external: true, driver: overlay, attachable: true}}");

        Assert.Equal(["'driver'", "'attachable'"], result.Problems().Where(p => p.Code == "external_conflict").Select(p => p.Message.Split(' ')[4]));
        Assert.True(Assert.Single(result.Accepted().Networks).External);
        Assert.Contains(ComposeText.Read("services: {web: {image: a, secrets: [k]}}\nsecrets: {k: {external: true, labels: {a: b}}}").Accepted().Secrets, s => s.External);
        Assert.Contains(ComposeText.Read("services: {web: {image: a, configs: [k]}}\nconfigs: {k: {external: true, file: x}}").Accepted().Configs, c => c.External);
        Assert.IsType<ComposeResult.Refused>(ComposeText.Read("services: {web: {image: a}}\nvolumes: {v: {external: true, driver: local}}"));
    }

    [Theory]
    [InlineData("{type: none, o: bind, device: ./data}", "/project/data")]
    [InlineData("{type: none, o: 'ro,bind', device: ../data}", "/data")]
    [InlineData("{type: none, o: bind, device: /srv/data}", "/srv/data")]
    [InlineData("{type: nfs, o: 'addr=10.0.0.1', device: ':/data'}", ":/data")]
    public void The_device_of_a_local_bind_volume_is_a_path_from_the_project_folder(string options, string device)
    {
        var stack = ComposeText.Read($"services: {{web: {{image: a, volumes: ['v:/v']}}}}\nvolumes: {{v: {{driver: local, driver_opts: {options}}}}}").Accepted();

        Assert.Equal(device, Assert.Single(stack.Volumes).Options["device"]);
    }

    // The client's variables, then `environment`, then the latest line: of this file, then of those before it.
    [Theory]
    [InlineData("HOST=base\nURL=$HOST", "HOST=override\nURL=$HOST", "", "", "override")]
    [InlineData("HOST=base", "URL=$HOST", "", "", "base")]
    [InlineData("HOST=base", "HOST=override\nURL=$HOST", "HOST: service", "", "service")]
    [InlineData("HOST=base", "HOST=override\nURL=$HOST", "HOST: service", "client", "client")]
    public void Variables_of_an_env_file_are_looked_up_from_the_client_inwards(string first, string second, string environment, string client, string url)
    {
        var bundle = ComposeText.Bundle($"services: {{web: {{image: a, env_file: [a.env, b.env], environment: {{{environment}}}}}}}") with
        {
            Files = [new("a.env", first), new("b.env", second)],
            Variables = client.Length > 0 ? new Dictionary<string, string> { ["HOST"] = client } : [],
        };

        Assert.Equal(url, ComposeReader.Read("s", bundle).Service().Container.Environment["URL"]);
    }

    [Fact]
    public void Hosts_may_have_several_addresses_and_brackets_around_any_of_them() =>
        Assert.Equal(["db:10.0.0.5", "db:10.0.0.6", "six:::1"], ComposeText.Web("extra_hosts: ['db=10.0.0.5,[10.0.0.6]', 'six=[::1]']").Service().Container.ExtraHosts);

    // As compose-go reads several: each knows what those before it gave, until it says otherwise itself.
    [Fact]
    public void A_later_dotenv_file_knows_the_earlier_and_its_own_lines_first()
    {
        var earlier = new Dictionary<string, string> { ["HOST"] = "localhost", ["PORT"] = "80" };

        var values = DotenvFile.Parse("b.env", "HOST=example.com\nURL=http://${HOST}:${PORT}", static _ => null, earlier).Values;

        Assert.Equal("http://example.com:80", values["URL"]);
    }

    [Fact]
    public void A_file_that_is_read_once_for_all_tells_its_mistake_to_each()
    {
        var (texts, files) = (new ComposeTexts(), ComposeText.Bundle("services: [").ComposeFiles);

        Assert.Empty(BundleNeeds.Of(files, new Dictionary<string, string>(), texts).Files);
        Assert.Contains(ComposeReader.Read("s", ComposeText.Bundle("") with { ComposeFiles = files }, texts).Problems(), p => p.Code == "yaml_syntax");
    }
}
