using Gantry.Client;
using Gantry.Compose;
using Gantry.Model.Secrets;
using Gantry.Model.Services;
using Gantry.Tests.Compose;

namespace Gantry.Tests.Cli;

/// <summary>Each key of <c>build</c> reaches docker's command line.</summary>
public sealed class BuildArgumentsTests
{
    private static readonly Dictionary<string, SecretSpec> Secrets = new()
    {
        ["shop_key"] = new("shop_key") { File = "./key" },
        ["shop_token"] = new("shop_token") { Environment = "TOKEN" },
    };

    public static TheoryData<BuildSpec, string> Rows => new()
    {
        { new BuildSpec("app"), "-- /project/app" },
        { new BuildSpec("../app"), "-- /app" },
        { new BuildSpec("-odd"), "-- /project/-odd" },
        { new BuildSpec("https://example.org/app.git#main:sub"), "-- https://example.org/app.git#main:sub" },
        { new BuildSpec("app") { Dockerfile = "prod.Dockerfile" }, "--file /project/app/prod.Dockerfile -- /project/app" },
        { new BuildSpec("https://example.org/app.git") { Dockerfile = "d" }, "--file d -- https://example.org/app.git" },
        { new BuildSpec(".") { DockerfileInline = "FROM a" }, "--file - -- /project" },
        { new BuildSpec(".") { Tags = ["r.example/web:2"] }, "--tag r.example/web:2 -- /project" },
        { new BuildSpec(".") { Args = new SortedDictionary<string, string?> { ["A"] = "1 2", ["MINE"] = null } }, "--build-arg A=1 2 --build-arg MINE -- /project" },
        { new BuildSpec(".") { Labels = new Dictionary<string, string> { ["a"] = "b" } }, "--label a=b -- /project" },
        { new BuildSpec(".") { CacheFrom = ["a:1"], CacheTo = ["type=inline"] }, "--cache-from a:1 --cache-to type=inline -- /project" },
        { new BuildSpec(".") { AdditionalContexts = new Dictionary<string, string> { ["base"] = "../b", ["img"] = "docker-image://alpine" } }, "--build-context base=/b --build-context img=docker-image://alpine -- /project" },
        { new BuildSpec(".") { AdditionalContexts = new Dictionary<string, string> { ["base"] = "service:db" } }, "--build-context base=docker-image://shop-db -- /project" },
        { new BuildSpec(".") { ExtraHosts = ["a:10.0.0.1"] }, "--add-host a:10.0.0.1 -- /project" },
        { new BuildSpec(".") { Ulimits = [new Ulimit("nofile", 1, 2)] }, "--ulimit nofile=1:2 -- /project" },
        { new BuildSpec(".") { Secrets = [new BuildSecret("shop_key", "k"), new BuildSecret("shop_token", "t")] }, "--secret id=k,src=/project/key --secret id=t,env=TOKEN -- /project" },
        { new BuildSpec(".") { Ssh = ["default", "git=/k"] }, "--ssh default --ssh git=/k -- /project" },
        { new BuildSpec(".") { Entitlements = ["network.host"], Privileged = true }, "--allow network.host --allow security.insecure -- /project" },
        { new BuildSpec(".") { NoCacheFilter = ["one", "two"], Provenance = "mode=max", Sbom = "true" }, "--no-cache-filter one --no-cache-filter two --provenance=mode=max --sbom=true -- /project" },
        { new BuildSpec(".") { Platforms = ["linux/amd64", "linux/arm64"] }, "--platform linux/amd64,linux/arm64 -- /project" },
        { new BuildSpec(".") { Target = "prod", Network = "host", ShmSizeBytes = 1024, Pull = true, NoCache = true }, "--target prod --network host --shm-size 1024 --pull --no-cache -- /project" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_key_is_an_argument(BuildSpec build, string expected) => Assert.Equal(
        $"build --iidfile /id --tag shop-web {expected}",
        string.Join(' ', new BuildArguments("/project", Secrets, new Dictionary<string, string> { ["db"] = "shop-db" }).Of(build, "shop-web", "/id")));

    [Fact]
    public void What_others_start_from_is_built_before_them()
    {
        var services = ComposeReader.Read("s", ComposeText.Bundle("""
            services:
              a: {build: {context: a, additional_contexts: {base: 'service:b', other: 'service:c'}}}
              b: {build: {context: b, additional_contexts: {base: 'service:c'}}}
              c: {build: c}
              d: {image: d}
              e: {build: e}
            """)).Accepted().Services;

        Assert.Equal(["c", "b", "a", "e"], ImageBuild.InOrder(services).Select(s => s.Name));
    }

    [Fact]
    public void Every_key_has_a_row()
    {
        var said = Rows.Select(r => ((BuildSpec)((ITheoryDataRow)r).GetData()[0]!)).ToList();
        var unsaid = typeof(BuildSpec).GetProperties()
            .Where(p => p.Name is not nameof(BuildSpec.IsOnlySource) and not "EqualityContract")
            .Where(p => said.TrueForAll(b => p.GetValue(b) is null or false or 0L or System.Collections.ICollection { Count: 0 }));

        Assert.Equal([], unsaid.Select(p => p.Name));
    }
}
