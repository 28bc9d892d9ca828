using Gantry.Manager.State;

namespace Gantry.Tests.Manager.State;

public sealed class ChangeWindowTests
{
    private static readonly Revision Start = new(1, 10);

    [Fact]
    public void A_watcher_that_falls_behind_the_window_is_told_to_list_again()
    {
        var window = new ChangeWindow(Start);
        Assert.Empty(window.After(Start, Start));

        var last = Start;
        for (; last.Number < 20_000; last = last.Next)
            window.Add(new ChangeSet(last.Next, [], []));

        Assert.Throws<RevisionGoneException>(() => window.After(Start, last));
        Assert.Equal(last, Assert.Single(window.After(last with { Number = last.Number - 1 }, last)).Revision);
    }

    [Fact]
    public void Large_commits_leave_the_window_sooner()
    {
        var window = new ChangeWindow(Start);
        var changes = Enumerable.Repeat<(object?, object?)>((null, Nouns.Stack("shop")), 4_000).ToList();

        var last = Start;
        for (; last.Number < 100; last = last.Next)
            window.Add(new ChangeSet(last.Next, changes, []));

        Assert.Throws<RevisionGoneException>(() => window.After(Start, last));
        Assert.Equal(20, window.After(last with { Number = last.Number - 20 }, last).Count);
    }

    [Fact]
    public void Nothing_is_shown_before_the_state_shows_it()
    {
        var window = new ChangeWindow(Start);
        window.Add(new ChangeSet(Start.Next, [], []));

        Assert.Empty(window.After(Start, Start));
    }
}
