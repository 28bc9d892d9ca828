using System.Globalization;
using Gantry.Compose;

namespace Gantry.Tests.Compose;

public sealed class ExtendsTests
{
    [Fact]
    public void A_service_is_laid_over_the_one_that_it_extends()
    {
        var web = ComposeText.Read("""
            services:
              base: {image: a, environment: {A: 1, B: 1}, command: [x], labels: [l=1], user: u}
              middle: {extends: base, environment: {B: 2}}
              web: {extends: {service: middle}, environment: {C: 3}, command: [y], user: !reset null}
            """).Service().Container;

        Assert.Equal("A=1 B=2 C=3", string.Join(' ', web.Environment.Select(e => $"{e.Key}={e.Value}")));
        Assert.Equal(("a", "y", null), (web.Image, web.Command![0], web.User));
        Assert.Equal("1", web.Labels["l"]);
    }

    [Fact]
    public void A_service_that_says_nothing_can_be_extended() =>
        Assert.Equal("i", ComposeReader.Read("s", ComposeText.Bundle("services: {web: {image: i, extends: {file: b.yaml, service: base}}}") with { Files = [new("b.yaml", "services: {base: }")] }).Service().Container.Image);

    [Fact]
    public void Paths_of_another_file_are_relative_to_its_folder()
    {
        var bundle = ComposeText.Bundle("services: {web: {extends: {file: ./sub/base.yaml, service: b}}}") with
        {
            Files =
            [
                new("sub/base.yaml", "services: {b: {extends: {file: ../other/deep.yaml, service: d}, env_file: b.env, volumes: ['./x:/x', '/abs:/abs']}}"),
                new("other/deep.yaml", "services: {d: {image: i, env_file: d.env, volumes: ['../y:/y']}}"),
                new("sub/b.env", "B=1"),
                new("other/d.env", "D=1"),
            ],
        };

        var web = ComposeReader.Read("s", bundle).Service().Container;

        Assert.Equal(["/project/y", "/project/sub/x", "/abs"], web.Mounts.Select(m => m.Source));
        Assert.Equal(["B", "D"], web.Environment.Keys);
        Assert.Equal(["sub/base.yaml"], BundleNeeds.Of(bundle.ComposeFiles, bundle.Variables).Files.Select(f => HostPathOf(f.Path)));
        Assert.Equal(["sub/b.env", "other/deep.yaml"], BundleNeeds.OfBase(bundle.Files[0], bundle.Variables).Files.Select(f => f.Path));
    }

    [Theory]
    [InlineData("ssh: [default, git=./key, abs=/key]")]
    [InlineData("ssh: {default: , git: ./key, abs: /key}")]
    public void A_build_of_another_file_is_made_from_its_folder(string ssh)
    {
        var bundle = ComposeText.Bundle("services: {db: {build: d}, web: {extends: {file: sub/base.yaml, service: b}}}") with
        {
            Files = [new("sub/base.yaml", $"services: {{b: {{build: {{context: app, dockerfile: prod.Dockerfile, additional_contexts: {{near: ../n, img: 'docker-image://a', other: 'service:db'}}, {ssh}}}}}}}")],
        };

        var build = ComposeReader.Read("s", bundle).Service().Build!;

        Assert.Equal(("./sub/app", "prod.Dockerfile"), (build.Context, build.Dockerfile));
        Assert.Equal("img=docker-image://a near=./n other=service:db", string.Join(' ', build.AdditionalContexts.Select(c => $"{c.Key}={c.Value}")));
        Assert.Equal("abs=/key default git=./sub/key", string.Join(' ', build.Ssh.Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("services: {a: {image: i, extends: b}, b: {image: i, extends: a}}", "extends_cycle")]
    [InlineData("services: {a: {image: i, extends: a}}", "extends_cycle")]
    [InlineData("services: {a: {image: i, extends: nobody}}", "bad_extends")]
    [InlineData("services: {a: {image: i, extends: {}}}", "bad_extends")]
    [InlineData("services: {a: {image: i, extends: {service: b, path: c}}}", "unknown_key")]
    [InlineData("services: {a: {image: i, extends: {service: b, file: ../../etc/passwd}}}", "file_missing")]
    [InlineData("services: {a: {image: i, extends: {service: b, file: /etc/passwd}}}", "file_missing")]
    [InlineData("services: {a: {image: i, extends: [b]}}", "wrong_type")]
    public void Refuses(string text, string code) =>
        Assert.Contains(Assert.IsType<ComposeResult.Refused>(ComposeText.Read(text)).Problems, p => p.Code == code);

    [Fact]
    public void One_large_base_under_many_services_is_refused_quickly()
    {
        var labels = string.Concat(Enumerable.Range(0, 5_000).Select(i => $"l{i}: v, "));
        var services = string.Concat(Enumerable.Range(0, 2_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"  s{i}: {{extends: base}}\n")));

        var started = CpuClock.Now();
        var result = ComposeText.Read($"services:\n  base: {{image: a, labels: {{{labels}}}}}\n{services}");

        Assert.Contains(result.Problems(), p => p.Code == "yaml_too_large");
        Assert.True(CpuClock.Now() - started < TimeSpan.FromSeconds(1));
    }

    private static string HostPathOf(string path) => path.Replace("./", "", StringComparison.Ordinal);
}
