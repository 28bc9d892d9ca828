using Gantry.Model.Events;
using Gantry.Model.Ids;
using Gantry.Model.Nodes;
using Gantry.Model.Wire;
using Gantry.Tests.Testing;
using Gantry.Worker.Session.Https;

namespace Gantry.Tests.WorkerLink;

/// <summary>Machines that become nodes, and those that do not.</summary>
public sealed class JoinTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_machine_joins_with_a_token_and_speaks()
    {
        await using var rig = await LinkRig.StartAsync();

        var credentials = await rig.JoinedAsync("web");
        var welcome = await rig.LinkOf(credentials).HelloAsync(Hello(credentials), Ct);

        var node = Assert.Single(rig.Store.Current.Nodes);
        Assert.Equal((node.Id, "web", NodeState.Ready, false), (credentials.Id, node.Name, node.State, node.IsManager));
        Assert.Equal([rig.Manager.ToString()], welcome.Managers);
        Assert.Single(await rig.EventsAsync(EventType.NodeJoined));
    }

    [Fact]
    public async Task A_token_lets_in_as_many_machines_as_it_says()
    {
        await using var rig = await LinkRig.StartAsync();
        var token = await rig.TokenAsync();
        await new Joining(rig.NewFolder(), TimeProvider.System).JoinAsync(rig.Manager, token, "one", "192.0.2.1", Ct);

        var refused = await rig.RefusedAsync(token);

        Assert.Contains("used already", refused.Message, StringComparison.Ordinal);
        Assert.Single(rig.Store.Current.Nodes);
        Assert.Contains("used already", Assert.Single(await rig.EventsAsync(EventType.NodeRefused)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_that_did_not_hear_the_answer_asks_again_and_is_the_same_node()
    {
        await using var rig = await LinkRig.StartAsync();
        var (token, folder) = (await rig.TokenAsync(), rig.NewFolder());

        var first = await new Joining(folder, TimeProvider.System).JoinAsync(rig.Manager, token, "web", "192.0.2.1", Ct);
        var second = await new Joining(folder, TimeProvider.System).JoinAsync(rig.Manager, token, "web", "192.0.2.1", Ct);

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(0, Assert.Single(rig.Store.Current.JoinTokens).UsesLeft);
    }

    [Fact]
    public async Task The_key_in_the_data_folder_is_the_node_whatever_it_is_called()
    {
        await using var rig = await LinkRig.StartAsync();
        var folder = rig.NewFolder();

        var first = await rig.JoinedAsync("web", folder);
        var again = await rig.JoinedAsync("other", folder);

        Assert.Equal((first.Id, "web"), (again.Id, again.Name));
        Assert.Single(rig.Store.Current.Nodes);
    }

    [Fact]
    public async Task Two_machines_of_one_hostname_are_two_nodes()
    {
        await using var rig = await LinkRig.StartAsync();

        var first = await rig.JoinedAsync("web");
        var second = await rig.JoinedAsync("web");

        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(("web", "web-2"), (first.Name, second.Name));
        Assert.Equal(2, rig.Store.Current.Nodes.Select(n => n.Index).Distinct().Count());
    }

    [Fact]
    public async Task A_token_with_a_wrong_secret_is_refused()
    {
        await using var rig = await LinkRig.StartAsync();
        var token = await rig.TokenAsync();

        var refused = await rig.RefusedAsync(token with { Secret = new string('0', 32) });

        Assert.Contains("does not know this join token", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, Assert.Single(rig.Store.Current.JoinTokens).UsesLeft);
    }

    [Fact]
    public async Task A_token_that_nobody_made_is_refused_and_fills_no_events()
    {
        await using var rig = await LinkRig.StartAsync();

        await rig.RefusedAsync(new JoinTokenText(rig.Authority.Fingerprint, IdSource.Seeded(9).NextJoinToken(), new string('0', 32)));

        Assert.Empty(await rig.EventsAsync(EventType.NodeRefused));
    }

    [Fact]
    public async Task A_token_past_its_time_is_refused_and_the_clock_is_named()
    {
        var time = new ManualTime(TimeProvider.System.GetUtcNow());
        await using var rig = await LinkRig.StartAsync(time);
        var token = await rig.TokenAsync(TimeSpan.FromMinutes(5));

        time.Advance(TimeSpan.FromMinutes(6));
        var refused = await rig.RefusedAsync(token);

        Assert.Contains("by this manager's clock it is", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_was_revoked_is_refused()
    {
        await using var rig = await LinkRig.StartAsync();
        var token = await rig.TokenAsync();

        await rig.Tokens.RevokeAsync(token.Id, default, "ana", dryRun: false, Ct);

        Assert.Contains("revoked", (await rig.RefusedAsync(token)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workers_token_makes_no_manager()
    {
        await using var rig = await LinkRig.StartAsync();
        var token = await rig.TokenAsync();
        var request = new JoinRequest(token.Id, token.Secret, NodeRole.Manager, rig.NewFolder().SigningRequest(), "web", "192.0.2.1");

        var refused = await Assert.ThrowsAsync<LinkException>(() => rig.Connect(null).AskAsync<JoinRequest, JoinAnswer>(HttpMethod.Post, "/v1/link/join", request, Ct));

        Assert.Contains("is for a worker", refused.Message, StringComparison.Ordinal);
        Assert.Empty(rig.Store.Current.Nodes);
        Assert.Equal(1, Assert.Single(rig.Store.Current.JoinTokens).UsesLeft);
    }

    [Fact]
    public async Task A_machine_sends_nothing_secret_to_a_manager_of_another_CA()
    {
        await using var rig = await LinkRig.StartAsync();
        await using var other = await LinkRig.StartAsync();
        var token = await other.TokenAsync();

        var refused = await rig.RefusedAsync(token);

        Assert.Contains("another CA", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["/v1/link/authority"], rig.Asked);
    }

    [Fact]
    public async Task Names_in_a_signing_request_mean_nothing()
    {
        await using var rig = await LinkRig.StartAsync();
        var token = await rig.TokenAsync();
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var forged = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=manager, OU=managers, O=gantry", key, System.Security.Cryptography.HashAlgorithmName.SHA256);
        var request = new JoinRequest(token.Id, token.Secret, NodeRole.Worker, forged.CreateSigningRequestPem(), "web", "192.0.2.1");

        var answer = await rig.Connect(null).AskAsync<JoinRequest, JoinAnswer>(HttpMethod.Post, "/v1/link/join", request, Ct);

        using var certificate = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(answer.Certificate);
        Assert.Equal($"CN={answer.NodeId}", certificate.Subject);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_manager_whose_clock_is_an_hour_off_lets_machines_in(int hours)
    {
        var time = new ManualTime(TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(hours));
        await using var rig = await LinkRig.StartAsync(time, isWrong: true);

        var credentials = await rig.JoinedAsync();
        await rig.LinkOf(credentials).HelloAsync(Hello(credentials), Ct);

        Assert.Equal(NodeState.Ready, Assert.Single(rig.Store.Current.Nodes).State);
    }

    internal static WorkerHello Hello(NodeCredentials credentials, int minVersion = 1, int maxVersion = 1) =>
        new(credentials.Id, credentials.Name, "192.0.2.7", minVersion, maxVersion, NodeFacts.Unknown);
}
