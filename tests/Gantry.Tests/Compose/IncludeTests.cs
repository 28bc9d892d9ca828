using System.Globalization;
using Gantry.Compose;
using Gantry.Model.Stacks;

namespace Gantry.Tests.Compose;

public sealed class IncludeTests
{
    [Fact]
    public void An_included_file_is_a_project_of_its_own_folder()
    {
        var stack = Read(
            "include: [db/compose.yaml]\nservices: {web: {image: w, depends_on: [db], volumes: ['data:/d']}}",
            new("db/compose.yaml", """
                include: [{path: ../cache/cache.yaml}]
                services:
                  db:
                    image: d
                    env_file: db.env
                    volumes: ['./init:/init', '../shared:/shared', '/abs:/abs', 'data:/data']
                    extends: {file: base/base.yaml, service: base}
                volumes: {data: }
                networks: {default: {internal: true}}
                """),
            new("db/db.env", "A=1"),
            new("db/base/base.yaml", "services: {base: {user: u, volumes: ['./b:/b']}}"),
            new("cache/cache.yaml", "services: {cache: {image: c, volumes: ['./c:/c']}}")).Accepted();

        Assert.Equal(["cache", "db", "web"], stack.Services.Select(s => s.Name));
        var db = stack.Services[1].Container;
        Assert.Equal(["/project/db/base/b", "/project/db/init", "/project/shared", "/abs", "s_data"], db.Mounts.Select(m => m.Source));
        Assert.Equal(("1", "u"), (db.Environment["A"], db.User));
        Assert.Equal("/project/cache/c", stack.Services[0].Container.Mounts.Single().Source);
        Assert.True(stack.Networks.Single().Internal);
    }

    [Fact]
    public void Paths_start_where_project_directory_says()
    {
        var web = Read(
            "include: [{path: [a/one.yaml, two.yaml], project_directory: elsewhere}]",
            new("a/one.yaml", "services: {web: {image: i, user: one, env_file: e.env, volumes: ['./x:/x'], extends: {file: base.yaml, service: b}}}"),
            new("two.yaml", "services: {web: {user: two}}"),
            new("elsewhere/base.yaml", "services: {b: {hostname: h}}"),
            new("elsewhere/e.env", "E=1")).Service().Container;

        Assert.Equal(("two", "h", "1", "/project/elsewhere/x"), (web.User, web.Hostname, web.Environment["E"], web.Mounts.Single().Source));
    }

    [Fact]
    public void Its_own_env_files_are_read_and_the_parents_variables_win()
    {
        var bundle = Bundle(
            "include: [{path: sub/c.yaml, env_file: [a.env, b.env]}, other/c.yaml]\nservices: {web: {image: 'w', environment: {A: '${A-none}', PASSED: }}}",
            new("sub/c.yaml", "services: {one: {image: i, environment: {A: '${A}', B: '${B}', P: '${P}', PASSED: , UNSET: }}}"),
            new("a.env", "A=a\nB=a\nP=a\nPASSED=yes"),
            new("b.env", "B=${A}b${P}"),
            new("sub/.env", "A=not read"),
            new("other/c.yaml", "services: {two: {image: i, environment: {A: '${A}', N: '${COMPOSE_PROJECT_NAME}'}}}"),
            new("other/.env", "A=from .env\nCOMPOSE_PROJECT_NAME=x"));

        var result = ComposeReader.Read("s", bundle with { Variables = new Dictionary<string, string> { ["P"] = "parent" } });

        Assert.Equal("A=a B=abparent P=parent PASSED=yes", Environment(result, "one"));
        Assert.Equal("A=from .env N=s", Environment(result, "two"));
        Assert.Equal("A=none", Environment(result, "web"));
    }

    [Fact]
    public void No_env_file_is_read_when_it_is_dev_null()
    {
        var result = Read(
            "include: [{path: sub/c.yaml, env_file: /dev/null}]",
            new("sub/c.yaml", "services: {web: {image: i, environment: {A: '${A-none}'}}}"),
            new("sub/.env", "A=1"));

        Assert.Equal("A=none", Environment(result, "web"));
    }

    [Fact]
    public void The_same_thing_may_come_on_two_ways()
    {
        var result = Read(
            "include: [a/a.yaml, b/b.yaml, common.yaml]",
            new("a/a.yaml", "include: [../common.yaml]\nservices: {a: {image: i}}"),
            new("b/b.yaml", "include: [../common.yaml]\nservices: {b: {image: i}}"),
            new("common.yaml", "services: {common: {image: i, volumes: ['./x:/x', 'v:/v']}}\nvolumes: {v: }"));

        Assert.Equal(["a", "b", "common"], result.Accepted().Services.Select(s => s.Name));
        Assert.Empty(result.Problems());
    }

    [Fact]
    public void What_the_including_file_says_is_laid_over_and_told_of()
    {
        var result = Read(
            "include: [sub/c.yaml]\nservices: {web: {environment: !override [C=3], volumes: ['./y:/x'], user: !reset }}",
            new BundleFile("sub/c.yaml", "services: {web: {image: i, environment: [A=1], user: u, volumes: ['./x:/x']}}"));

        var web = result.Service().Container;
        Assert.Equal(("i", null, "/project/y"), (web.Image, web.User, web.Mounts.Single().Source));
        Assert.Equal("C=3", Environment(result, "web"));
        Assert.Equal("include_overridden", Assert.Single(result.Problems()).Code);
    }

    [Fact]
    public void A_later_file_is_laid_over_what_an_earlier_one_includes()
    {
        var bundle = Bundle("include: [sub/c.yaml]", new BundleFile("sub/c.yaml", "services: {web: {image: i, user: u}}"));

        var result = ComposeReader.Read("s", bundle with { ComposeFiles = [.. bundle.ComposeFiles, new BundleFile("o.yaml", "services: {web: {image: j}}")] });

        Assert.Equal(("j", "u"), (result.Service().Container.Image, result.Service().Container.User));
        Assert.Empty(result.Problems());
    }

    [Fact]
    public void A_service_may_extend_an_included_one() =>
        Assert.Equal("u", Read("include: [c.yaml]\nservices: {web: {extends: base}}", new BundleFile("c.yaml", "services: {base: {image: i, user: u}}")).Service().Container.User);

    [Theory]
    [InlineData("include: [a.yaml, b.yaml]", "include_conflict", "services.web is defined differently on line 1 of a.yaml")]
    [InlineData("include: [cycle.yaml]", "include_cycle", "cycle.yaml -> a/cycle.yaml -> cycle.yaml")]
    [InlineData("include: [missing.yaml]", "file_missing", "'missing.yaml' that include[0] names")]
    [InlineData("include: [../../etc/passwd]", "file_missing", "'../../etc/passwd'")]
    [InlineData("include: [/proc/self/environ]", "file_missing", "'/proc/self/environ'")]
    [InlineData("include: [https://example.com/c.yaml]", "remote_file", "Gantry fetches no files")]
    [InlineData("include: ['oci://example.com/c:1']", "remote_file", "Gantry fetches no files")]
    [InlineData("include: [{path: a.yaml, env_file: none.env}]", "file_missing", "The env file 'none.env'")]
    [InlineData("include: [{path: a.yaml, env_file: bad.env}]", "dotenv_name", "variable name")]
    [InlineData("include: [{project_directory: .}]", "no_path", "include[0] names no file")]
    [InlineData("include: [{path: a.yaml, file: b}]", "unknown_key", "'file' in include[0]")]
    [InlineData("include: a.yaml", "wrong_type", "include must be a list")]
    [InlineData("include: [[a.yaml]]", "wrong_type", "include[0] must be")]
    [InlineData("include: [1]", "wrong_type", "include[0].path[0] must be text")]
    [InlineData("include: [key.yaml]", "unknown_key", "'servces'")]
    [InlineData("include: [no.yaml]", "wrong_type", "must be a mapping")]
    [InlineData("services: {w: {image: i, extends: {file: 'https://example.com/c.yaml', service: w}}}", "remote_file", "Gantry fetches no files")]
    public void Refuses(string text, string code, string message)
    {
        var result = Read(
            text,
            new("a.yaml", "services: {web: {image: a}}"),
            new("b.yaml", "services: {web: {image: b}}"),
            new("cycle.yaml", "include: [a/cycle.yaml]"),
            new("a/cycle.yaml", "include: [../cycle.yaml]"),
            new("bad.env", "A B=1"),
            new("key.yaml", "servces: {}"),
            new("no.yaml", "[a]"));

        Assert.Contains(Assert.IsType<ComposeResult.Refused>(result).Problems, p => p.Code == code && p.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_leads_back_to_the_compose_file_is_a_cycle()
    {
        var bundle = Bundle("", new BundleFile("sub/c.yaml", "include: [../compose.yaml]")) with { ComposeFiles = [new("/project/compose.yaml", "include: [sub/c.yaml]")] };

        Assert.Equal("include_cycle", Assert.Single(ComposeReader.Read("s", bundle).Problems()).Code);
    }

    [Fact]
    public void Layers_of_files_that_include_each_other_are_refused_quickly()
    {
        var files = Enumerable.Range(0, 60).Select(i => new BundleFile(Name(i), $"include: [{Name(i + 1)}, {Name(i + 1)}, {{path: [{Name(i + 1)}]}}]\nservices: {{s{i}: {{image: a}}}}"));
        var large = "services: {big: {image: a, labels: {" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"l{i}: v, ")) + "}}}";

        var started = CpuClock.Now();
        var layers = Read($"include: [{Name(0)}]", [.. files]);
        var wide = Read($"include: [{string.Concat(Enumerable.Repeat("big.yaml, ", 5_000))}]", new BundleFile("big.yaml", large));

        Assert.Contains(layers.Problems(), p => p.Code == "too_many_includes");
        Assert.Contains(wide.Problems(), p => p.Code is "yaml_too_large");
        Assert.True(CpuClock.Now() - started < TimeSpan.FromSeconds(3), $"It took {CpuClock.Now() - started}.");

        static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"f{i}.yaml");
    }

    private static string Environment(ComposeResult result, string service) =>
        string.Join(' ', result.Service(service).Container.Environment.Select(e => $"{e.Key}={e.Value}"));

    private static Bundle Bundle(string text, params BundleFile[] files) => ComposeText.Bundle(text) with { Files = files };

    private static ComposeResult Read(string text, params BundleFile[] files) => ComposeReader.Read("s", Bundle(text, files));
}
