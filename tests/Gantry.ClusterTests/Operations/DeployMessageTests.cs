using Gantry.ClusterTests.Testing;

namespace Gantry.ClusterTests.Operations;

public sealed class DeployMessageTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly ServerProcess _server = shared.Process;

    [Fact]
    public async Task What_a_person_says_about_a_deploy_is_in_its_record_and_among_the_events()
    {
        var ct = TestContext.Current.CancellationToken;
        const string Why = "new checkout, see ticket 4711";
        var stack = RandomStack.Named("said");
        await File.WriteAllTextAsync(Path.Combine(_server.Folder, "compose.yaml"), Composes.Sleeper(), ct);

        (await RunAsync(ct, "deploy", stack, "--yes", "--message", Why)).Expect(0);

        var id = (await RunAsync(ct, "deployment", "ls", stack, "-q")).Expect(0).Output.Trim();
        Assert.Contains(Why, (await RunAsync(ct, "deployment", "ls", stack)).Expect(0).Output, StringComparison.Ordinal);
        Assert.Contains($"\"message\": \"{Why}\"", (await RunAsync(ct, "deployment", "inspect", id, "-o", "json")).Expect(0).Output, StringComparison.Ordinal);
        Assert.Contains($"deployed revision 1 of stack {stack}: {Why}", (await RunAsync(ct, "events")).Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_is_a_book_is_refused()
    {
        var ct = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(Path.Combine(_server.Folder, "compose.yaml"), Composes.Sleeper(), ct);

        var refused = (await RunAsync(ct, "deploy", RandomStack.Named("book"), "--yes", "-m", new string('x', 1_001))).Expect(1);

        Assert.Contains("1001 letters", refused.Errors, StringComparison.Ordinal);
    }

    private Task<CommandOutcome> RunAsync(CancellationToken ct, params string[] args) =>
        new GantryCommand(_server.Folder).RunAsync(ct, [.. args, "--host", $"unix://{_server.SocketPath}"]);
}
