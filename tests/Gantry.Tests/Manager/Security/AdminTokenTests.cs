using Gantry.Manager.Security;

namespace Gantry.Tests.Manager.Security;

public sealed class AdminTokenTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gantry-token-");

    private KeyFolder Keys => KeyFolder.In(_folder.FullName);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_token_that_nobody_got_is_made_again()
    {
        var lost = AdminToken.Open(Keys).JustMade;

        var next = AdminToken.Open(Keys);

        Assert.NotNull(next.JustMade);
        Assert.NotEqual(lost, next.JustMade);
        Assert.True(next.Matches(next.JustMade));
        Assert.False(next.Matches(lost));
    }

    [Fact]
    public void A_token_that_was_kept_opens_at_every_start_and_is_told_at_none()
    {
        var first = AdminToken.Open(Keys);
        first.Keep();

        var next = AdminToken.Open(Keys);

        Assert.Null(next.JustMade);
        Assert.True(next.Matches(first.JustMade));
        Assert.False(next.Matches(null));
    }
}
