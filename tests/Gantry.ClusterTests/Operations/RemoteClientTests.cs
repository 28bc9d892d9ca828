using Gantry.Client;
using Gantry.ClusterTests.Testing;

namespace Gantry.ClusterTests.Operations;

/// <summary>The command line over the network, with the context that the server wrote at its first start.</summary>
public sealed class RemoteClientTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const int Usage = 2;
    private const int Unauthorised = 10;
    private const int Unreachable = 11;
    private const int Interrupted = 130;

    private readonly ServerProcess _server = shared.Process;

    private string Host => _server.Https.ToString().TrimEnd('/');

    private string Token => Context.Token ?? throw new InvalidOperationException("The context file holds no token.");

    private ClientContext Context => new ContextFile(_server.ConfigPath).Load().Contexts.Single();

    [Fact]
    public async Task A_context_or_the_address_of_one_is_enough_before_or_after_the_verb()
    {
        var ct = TestContext.Current.CancellationToken;
        var command = new GantryCommand(_server.Folder) { ["GANTRY_CONFIG"] = _server.ConfigPath };

        string[] lists =
        [
            (await command.RunAsync(ct, "--context", "here", "node", "ls", "-o", "name")).Expect(0).Output,
            (await command.RunAsync(ct, "node", "ls", "-o", "name", "--context", "here")).Expect(0).Output,
            (await command.RunAsync(ct, "--host", Host, "node", "ls", "-o", "name")).Expect(0).Output,
        ];

        Assert.All(lists, list => Assert.Equal("here", list.Trim()));
    }

    [Fact]
    public async Task A_watch_shows_what_happens_until_it_is_interrupted()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("watched");
        var command = new GantryCommand(_server.Folder) { ["GANTRY_CONFIG"] = _server.ConfigPath };

        var hasBegun = false;
        var exitCode = await command.WatchAsync(
            ["stack", "ls", "--watch", "--context", "here"],
            async line =>
            {
                if (!hasBegun)
                    await _server.Api.DeployAsync(stack, Composes.Sleeper(), ct);
                hasBegun = true;
                return line.Contains(stack, StringComparison.Ordinal);
            },
            ct);

        Assert.True(hasBegun, "The head of the list comes before anything happens.");
        Assert.Equal(Interrupted, exitCode);
    }

    [Fact]
    public async Task A_wrong_token_and_none_are_told_apart_from_a_server_that_is_away()
    {
        var ct = TestContext.Current.CancellationToken;
        var authority = Path.Combine(_server.Folder, "ca.pem");
        await File.WriteAllTextAsync(authority, Context.CertificateAuthority, ct);
        var none = new GantryCommand(_server.Folder) { ["GANTRY_CA_FILE"] = authority };
        var wrong = new GantryCommand(_server.Folder) { ["GANTRY_CA_FILE"] = authority, ["GANTRY_TOKEN"] = "gantry_" + new string('0', 64) };
        var right = new GantryCommand(_server.Folder) { ["GANTRY_CA_FILE"] = authority, ["GANTRY_TOKEN"] = Token };

        var withNone = (await none.RunAsync(ct, "stack", "ls", "--host", Host)).Expect(Unauthorised);
        var withWrong = (await wrong.RunAsync(ct, "stack", "ls", "--host", Host)).Expect(Unauthorised);
        (await right.RunAsync(ct, "stack", "ls", "--host", Host)).Expect(0);
        var away = (await right.RunAsync(ct, "stack", "ls", "--host", $"https://127.0.0.1:{Ports.Free()}")).Expect(Unreachable);

        Assert.All([withNone, withWrong], refused => Assert.Contains("token", refused.Errors, StringComparison.Ordinal));
        Assert.DoesNotContain("0000000000", withWrong.Errors, StringComparison.Ordinal);
        Assert.Contains("cannot be reached", away.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_of_another_authority_is_not_trusted()
    {
        var ct = TestContext.Current.CancellationToken;
        var command = new GantryCommand(_server.Folder) { ["GANTRY_TOKEN"] = Token };

        var outcome = (await command.RunAsync(ct, "stack", "ls", "--host", Host)).Expect(Unreachable);

        Assert.Contains("not trusted", outcome.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, outcome.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/?token=")]
    [InlineData("/v1?access_token=")]
    [InlineData("#")]
    public async Task A_token_in_the_address_is_refused_unsent_and_unrepeated(string place)
    {
        var ct = TestContext.Current.CancellationToken;
        var command = new GantryCommand(_server.Folder) { ["GANTRY_CONFIG"] = _server.ConfigPath };

        var outcome = (await command.RunAsync(ct, "stack", "ls", "--host", $"{Host}{place}{Token}")).Expect(Usage);

        Assert.Contains("GANTRY_TOKEN", outcome.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, outcome.Errors + _server.Log, StringComparison.Ordinal);
    }
}
