using System.Text;
using Gantry.Compose;
using Gantry.Model.Stacks;

namespace Gantry.Tests.Compose;

/// <summary>S21 to S24, S27 and S56 where other files than the compose file itself come in.</summary>
public sealed class HostileFileTests
{
    private const int MostMebibytes = 100;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private static readonly string Laughs = "x-0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
        + string.Concat(Enumerable.Range(1, 11).Select(i => $"x-{i}: &a{i} [{Repeat($"*a{i - 1}, ", 9)}]\n"))
        + "services: {web: {image: a}}\n";

    private static readonly string Large = "services:\n  web:\n    image: a\n    labels: {" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"l{i}: v, ")) + "}\n";

    // Each line holds the one before it twice, up to a mebibyte.
    private static readonly string Growing = Doubling(5_000);

    // Each line is too long by itself.
    private static readonly string TooLong = Doubling(10) + string.Concat(Enumerable.Range(0, 5_000).Select(i => $"B{i}=${{A10}}${{A10}}${{A10}}\n"));

    public static TheoryData<string, string, string> Bombs => new()
    {
        { "include: [f]", Laughs, "yaml_too_large" },
        { "include: [{path: [f, f, f]}]", Laughs, "yaml_too_large" },
        { "services: {web: {extends: {file: f, service: web}}}", Laughs, "yaml_too_large" },
        { "include: [" + Repeat("f, ", 3_000) + "]", Large, "yaml_too_large" },
        { "services: {" + string.Concat(Enumerable.Range(0, 500).Select(i => $"s{i}: {{extends: {{file: f, service: web}}}}, ")) + "}", Large, "yaml_too_large" },
        { "include: [f]", "include: [f, f, f]\n", "include_cycle" },
        { "services: {web: {image: a, env_file: f}}", Growing, "interpolation_too_large" },
        { "services: {web: {image: a, label_file: f}}", Growing, "interpolation_too_large" },
        { "services: {web: {image: a, env_file: f}}", TooLong, "interpolation_too_large" },
        { "include: [{path: c, env_file: f}]", Growing, "interpolation_too_large" },
        { "include: [f]", "services: {web: {image: a, command: !!python/object:os.system ls}}", "yaml_tag" },
        { "services: {web: {extends: {file: f, service: web}}}", "services: {web: {image: !System.Diagnostics.Process {}}}", "yaml_tag" },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void A_bomb_in_a_file_that_is_named_is_refused_quickly_and_in_little_memory(string text, string file, string code)
    {
        var bundle = ComposeText.Bundle(text) with { Files = [new BundleFile("f", file), new BundleFile("c", "services: {web: {image: a}}")] };

        var result = ReadingCost.Of(bundle).Within(Longest, MostMebibytes).Result;

        Assert.Contains(Assert.IsType<ComposeResult.Refused>(result).Problems, p => p.Code == code);
    }

    [Fact]
    public void The_environment_of_the_process_fills_in_no_file()
    {
        Assert.NotNull(Environment.GetEnvironmentVariable("PATH"));
        var bundle = ComposeText.Bundle("include: [{path: c.yaml, env_file: i.env}]") with
        {
            Files =
            [
                new("c.yaml", "services: {web: {image: 'a:${I-none}', env_file: [e.env, {path: r.env, format: raw}], label_file: l.txt, extends: {file: b.yaml, service: b}}}"),
                new("b.yaml", "services: {b: {hostname: 'h${PATH}', environment: {PATH: }}}"),
                new("i.env", "I=i${PATH}\nPATH\n"),
                new("e.env", "E=[${PATH}]\nPATH\n"),
                new("r.env", "HOME\nR=${PATH}\n"),
                new("l.txt", "l=[${PATH}]\nPATH\n"),
            ],
        };

        var web = ComposeReader.Read("s", bundle).Service().Container;

        Assert.Equal(("a:i", "h"), (web.Image, web.Hostname));
        Assert.Equal("E=[] R=${PATH}", string.Join(' ', web.Environment.Select(e => $"{e.Key}={e.Value}")));
        Assert.Equal("l=[]", string.Join(' ', web.Labels.Select(e => $"{e.Key}={e.Value}")));
    }

    [Theory]
    [InlineData("../../etc/shadow")]
    [InlineData("/etc/hostname")]
    [InlineData("/proc/self/environ")]
    [InlineData("./sub/../../x/../../etc/hostname")]
    [InlineData("~/.ssh/id_rsa")]
    [InlineData("https://example.com/x")]
    [InlineData("git@github.com:a/b.git")]
    [InlineData("oci://example.com/x")]
    public void A_path_that_is_not_in_the_bundle_is_nowhere(string path)
    {
        string[] texts =
        [
            $"services: {{web: {{image: a, env_file: '{path}'}}}}",
            $"services: {{web: {{image: a, env_file: [{{path: '{path}', format: raw}}]}}}}",
            $"services: {{web: {{image: a, label_file: '{path}'}}}}",
            $"services: {{web: {{image: a, extends: {{file: '{path}', service: web}}}}}}",
            $"include: ['{path}']\nservices: {{web: {{image: a}}}}",
            $"include: [{{path: c.yaml, project_directory: '{path}', env_file: '{path}'}}]\nservices: {{web: {{image: a}}}}",
        ];

        foreach (var text in texts)
        {
            var result = ComposeReader.Read("s", ComposeText.Bundle(text) with { Files = [new("c.yaml", "services: {c: {image: c}}")] });

            Assert.Contains(Assert.IsType<ComposeResult.Refused>(result).Problems, p => p.Code is "file_missing" or "remote_file");
        }
    }

    [Theory]
    [InlineData("/etc/..//", "/")]
    [InlineData("/var/run/../run/docker.sock", "/var/run/docker.sock")]
    [InlineData("../../../../etc", "/etc")]
    [InlineData("./../x", "/x")]
    [InlineData("~/x/../..", "/home")]
    public void A_host_path_stands_in_the_model_as_what_it_is_however_it_is_written(string source, string path)
    {
        string[] texts =
        [
            $"services: {{web: {{image: a, volumes: ['{source}:/d']}}}}",
            $"services: {{web: {{image: a, volumes: [{{type: bind, source: '{source}', target: /d}}]}}}}",
            $"services: {{base: {{image: a, volumes: ['{source}:/d']}}, web: {{extends: base}}}}",
            $"services: {{web: {{image: a, volumes: ['/ok:/d']}}}}\n---\nservices: {{web: {{volumes: !override ['{source}:/d']}}}}",
            "include: [f.yaml]",
            "services: {web: {extends: {file: f.yaml, service: web}}}",
            $"services: {{web: {{image: a, volumes: ['v:/d']}}}}\nvolumes: {{v: {{driver_opts: {{type: none, o: bind, device: '{source}'}}}}}}",
            $"services: {{web: {{image: a, volumes: ['v:/d']}}}}\nvolumes: {{v: {{driver: local, driver_opts: {{type: none, o: 'rw, rbind', device: '{source}'}}}}}}",
        ];

        foreach (var text in texts)
        {
            var bundle = ComposeText.Bundle(text, new Dictionary<string, string> { ["HOME"] = "/home/me" }) with { Files = [new("f.yaml", $"services: {{web: {{image: a, volumes: ['{source}:/d']}}}}")] };
            var stack = ComposeReader.Read("s", bundle).Accepted();

            Assert.Equal(path, stack.Volumes.SingleOrDefault()?.Options["device"] ?? stack.Services.Single(s => s.Name == "web").Container.Mounts.Single().Source);
        }
    }

    [Fact]
    public void The_device_of_an_included_bind_volume_is_relative_to_its_file()
    {
        var bundle = ComposeText.Bundle("include: [sub/c.yaml]") with
        {
            Files = [new("sub/c.yaml", "services: {web: {image: a, volumes: ['v:/d', 'n:/n']}}\nvolumes: {v: {driver_opts: {type: none, o: bind, device: ./data}}, n: {driver_opts: {type: nfs, o: 'addr=x', device: ':/data'}}}")],
        };

        Assert.Equal([":/data", "/project/sub/data"], ComposeReader.Read("s", bundle).Accepted().Volumes.Select(v => v.Options["device"]));
    }

    [Theory]
    [InlineData("ports: ['127.0.0.1:8080:80']", "127.0.0.1")]
    [InlineData("ports: ['127.0.0.1:8080-8083:80-83/udp']", "127.0.0.1")]
    [InlineData("ports: ['127.0.0.1::80']", "127.0.0.1")]
    [InlineData("ports: ['[::1]:8080:80']", "::1")]
    [InlineData("ports: ['::1:8080:80']", "::1")]
    [InlineData("ports: [{target: 80, published: 8080, host_ip: 127.0.0.1, mode: host}]", "127.0.0.1")]
    public void A_host_address_is_never_widened(string line, string address)
    {
        string[] texts =
        [
            $"services: {{web: {{image: a, {line}}}}}",
            $"services: {{base: {{image: a, {line}}}, web: {{extends: base}}}}",
            $"services: {{web: {{image: a, {line}}}}}\n---\nservices: {{web: {{{line}}}}}",
            $"include: [f]\nservices: {{web: {{{line}}}}}",
        ];

        foreach (var text in texts)
        {
            var bundle = ComposeText.Bundle(text) with { Files = [new("f", $"services: {{web: {{image: a, {line}}}}}")] };
            var stack = ComposeReader.Read("s", bundle).Accepted();
            var again = ComposeReader.Read("s", ComposeText.Bundle(StackConfig.Write(stack, ConfigFormat.Yaml))).Accepted();

            foreach (var service in stack.Services.Concat(again.Services).Where(s => s.Name == "web"))
                Assert.All(service.Ports.Concat(service.Container.HostPorts), p => Assert.Equal(address, p.HostIp));
        }
    }

    [Theory]
    [InlineData("ports: ['${IP}:8080:80']")]
    [InlineData("ports: [':8080:80']")]
    [InlineData("ports: [{target: 80, published: 8080, host_ip: '${IP}'}]")]
    public void An_address_that_a_variable_left_empty_is_warned_of(string line)
    {
        var result = ComposeText.Web(line);

        Assert.Null(Assert.Single(result.Service().Ports).HostIp);
        Assert.Contains(result.Problems(), p => p is { Code: "open_port", Severity: Severity.Warning });
    }

    private static string Doubling(int lines) =>
        "A0=" + new string('x', 1024) + "\n" + string.Concat(Enumerable.Range(1, lines).Select(i => $"A{i}=${{A{Math.Min(i - 1, 9)}}}${{A{Math.Min(i - 1, 9)}}}\n"));

    private static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();
}
