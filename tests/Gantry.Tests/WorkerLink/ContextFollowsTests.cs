using Gantry.Client;
using Gantry.Tests.Cli;

namespace Gantry.Tests.WorkerLink;

/// <summary>A client on another machine, whose context pins the CA that is replaced.</summary>
public sealed class ContextFollowsTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_context_takes_over_the_next_CA_by_itself_during_the_rotation_and_after_it(bool isOver)
    {
        await using var rig = await LinkRig.StartAsync();
        await rig.JoinedAsync("holds-it-open");
        using var home = new TempFolder();
        var file = Written(rig, home);
        await rig.RotateAsync();
        if (isOver)
            await rig.RotateAsync(finish: true);

        var first = await RunAsync(home);
        var kept = file.Load().Find("far")!;

        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.Equal(rig.Authority.Keys.Issuing.ExportCertificatePem().Trim(), kept.CertificateAuthority!.Trim());
        Assert.Equal(rig.Token, kept.Token);

        await rig.RotateAsync(finish: true);
        await rig.RotateAsync();
        Assert.Equal(0, (await RunAsync(home)).ExitCode);
    }

    [Fact]
    public async Task A_context_that_nobody_used_between_two_rotations_says_that_the_server_is_not_trusted()
    {
        await using var rig = await LinkRig.StartAsync();
        using var home = new TempFolder();
        var file = Written(rig, home);
        var before = file.Load();
        await rig.RotateAsync(finish: false);
        await rig.WhenAsync(state => state.Settings.CaRotation is null);
        var first = rig.Authority.Fingerprint;
        await rig.RotateAsync();

        var result = await RunAsync(home);

        Assert.NotEqual(first, rig.Authority.Fingerprint);
        Assert.Contains("is not trusted", result.Error, StringComparison.Ordinal);
        Assert.Equal(before.Contexts, file.Load().Contexts, (a, b) => a.CertificateAuthority == b.CertificateAuthority);
    }

    [Fact]
    public async Task A_context_of_a_CA_that_was_not_replaced_stays_as_it_is()
    {
        await using var rig = await LinkRig.StartAsync();
        using var home = new TempFolder();
        var file = Written(rig, home);
        var text = await File.ReadAllTextAsync(file.Path, TestContext.Current.CancellationToken);

        Assert.Equal(0, (await RunAsync(home)).ExitCode);

        Assert.Equal(text, await File.ReadAllTextAsync(file.Path, TestContext.Current.CancellationToken));
        Assert.DoesNotContain("/v1/link/authority", rig.Asked);
    }

    private static ContextFile Written(LinkRig rig, TempFolder home)
    {
        var file = new ContextFile(Path.Combine(home.Path, "config.yaml"));
        file.Save(ContextSet.Empty.With(new ClientContext("far", [rig.Manager.ToString().TrimEnd('/')], rig.Token, rig.Authority.CertificatePem)));
        return file;
    }

    private static Task<CliResult> RunAsync(TempFolder home) =>
        new CliRun(home: home.Path) { ["GANTRY_CONFIG"] = Path.Combine(home.Path, "config.yaml") }.RunAsync("--context", "far", "ca", "inspect");
}
