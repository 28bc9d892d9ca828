using Gantry.Client;
using Gantry.Output;

namespace Gantry.Tests.Cli;

public sealed class ContextTests
{
    private const string Authority = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

    [Fact]
    public async Task Contexts_are_added_used_listed_and_removed()
    {
        using var home = new TempFolder();
        home.Write("token", "t0ken\n");
        home.Write("ca.pem", Authority);
        var run = new CliRun(home: home.Path);

        await run.RunAsync("context", "add", "local", "--host", "unix:///run/x.sock");
        await run.RunAsync("context", "add", "far", "--address", "https://a.example", "--address", "https://b.example:4001", "--token-file", "token", "--ca", "ca.pem");
        await run.RunAsync("context", "use", "far");
        var list = await run.RunAsync("context", "ls");
        var removed = await run.RunAsync("context", "rm", "local");
        var missing = await run.RunAsync("context", "use", "local");

        Assert.Equal(
            """
            NAME    ADDRESSES                                        TOKEN   CA
            local   unix:///run/x.sock                               no      no
            far *   https://a.example:4000, https://b.example:4001   yes     yes

            """,
            list.Out);
        Assert.Equal((0, 9), (removed.ExitCode, missing.ExitCode));
    }

    [Fact]
    public void The_file_is_its_owners_alone_and_reads_as_it_was_written()
    {
        using var home = new TempFolder();
        var file = new ContextFile(Path.Combine(home.Path, "a", "config.yaml"));
        var contexts = new ContextSet("far", [new("local", ["unix:///x"]), new("far", ["https://a:1"], "t\"o#k: en", Authority)]);

        file.Save(contexts);
        file.Save(contexts);
        var read = file.Load();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.Path));
        Assert.Equal("far", read.Current);
        Assert.Equal(("t\"o#k: en", Authority), (read.Contexts[1].Token, read.Contexts[1].CertificateAuthority));
        Assert.Equal(["unix:///x"], read.Contexts[0].Addresses);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(file.Path)!));
    }

    [Fact]
    public void A_cluster_takes_its_own_place_and_no_other_clusters()
    {
        var ours = new ClientContext("host", ["https://a:1"], "first", "ours");
        var theirs = new ClientContext("host", ["https://b:1"], "theirs", "theirs");

        var contexts = ContextSet.Empty.WithCluster(ours).WithCluster(theirs).WithCluster(ours with { Token = "second" }).WithCluster(theirs with { Token = "newer" });

        Assert.Equal([("host", "second"), ("host-2", "newer")], contexts.Contexts.Select(c => (c.Name, c.Token)));
    }

    [Fact]
    public void A_line_that_is_not_understood_is_named()
    {
        var error = Assert.Throws<CliException>(() => ContextFileText.Parse("current: x\nbroken\n", "config.yaml"));

        Assert.Equal("config.yaml:2: this line is not understood.", error.Message);
    }

    [Theory]
    [InlineData(null, null, "unix:///run/gantry/gantry.sock", null)]
    [InlineData("unix:///a", null, "unix:///a", null)]
    [InlineData("https://a.example", null, "https://a.example:4000", "known")]
    [InlineData("https://b.example:4000", null, "https://b.example:4000", null)]
    [InlineData(null, "far", "https://a.example:4000", "known")]
    [InlineData("https://[::1]:443", null, "https://[::1]:443", null)]
    public void The_server_is_chosen(string? host, string? context, string address, string? token)
    {
        using var home = new TempFolder();
        var variables = new Dictionary<string, string> { ["HOME"] = home.Path };
        ContextFile.Of(variables.GetValueOrDefault).Save(new ContextSet(null, [new("far", ["https://a.example"], "known")]));

        var target = TargetChoice.Of(host, context, variables.GetValueOrDefault);

        Assert.Equal((address, token), (target.ToString(), target.Token));
    }

    [Fact]
    public void A_token_that_would_break_the_request_is_refused()
    {
        var variables = new Dictionary<string, string> { ["GANTRY_TOKEN"] = "a\r\nX: y", ["HOME"] = "/nowhere" };

        Assert.Throws<CliException>(() => TargetChoice.Of("https://a", null, variables.GetValueOrDefault));
    }
}
