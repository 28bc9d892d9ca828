using System.Text;
using Gantry.Worker.Session;

namespace Gantry.Tests.Worker.Session;

public sealed class LogLinesTests
{
    private const string Time = "2030-01-01T00:00:00.123456789Z";

    [Fact]
    public void A_line_has_its_time_and_no_carriage_return()
    {
        var (at, text) = Assert.Single(new LogLines(tty: false).Add(Bytes($"{Time} hello there\r\n")));

        Assert.Equal("hello there", text);
        Assert.Equal(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(at.Year, at.Month, at.Day, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public void A_time_is_cut_never_rounded_so_that_it_is_not_after_its_line()
    {
        var (at, _) = Assert.Single(new LogLines(tty: false).Add(Bytes($"{Time} hello\n")));

        Assert.Equal(123_456_700, at.Nanosecond + (at.Microsecond * 1000) + (at.Millisecond * 1_000_000));
    }

    [Fact]
    public void Pieces_of_a_wordline_are_one_line_even_when_cut_within_a_character()
    {
        var lines = new LogLines(tty: false);
        var word = Bytes("aü");

        Assert.Empty(lines.Add([.. Bytes(Time + " "), .. word[..2]]));
        var (_, text) = Assert.Single(lines.Add([.. Bytes(Time + " "), .. word[2..], (byte)'\n']));

        Assert.Equal("aü", text);
    }

    [Fact]
    public void A_last_line_without_an_end_is_told_in_the_end()
    {
        var lines = new LogLines(tty: false);
        Assert.Empty(lines.Add(Bytes($"{Time} last")));

        Assert.Equal("last", lines.Rest()?.Text);
        Assert.Null(lines.Rest());
    }

    [Fact]
    public void An_empty_line_is_a_line()
    {
        Assert.Equal("", Assert.Single(new LogLines(tty: false).Add(Bytes($"{Time} \n"))).Text);
        Assert.Equal("", Assert.Single(new LogLines(tty: true).Add(Bytes($"{Time} \r\n"))).Text);
    }

    [Fact]
    public void A_terminal_s_output_comes_in_any_pieces()
    {
        var lines = new LogLines(tty: true);
        var whole = Bytes($"{Time} one\r\n{Time} two ü\r\n{Time} three");

        var texts = whole.SelectMany(b => lines.Add([b])).Select(l => l.Text).ToList();

        Assert.Equal(["one", "two ü"], texts);
        Assert.Equal("three", lines.Rest()?.Text);
    }

    [Fact]
    public void Text_without_a_time_is_kept_as_it_is() =>
        Assert.Equal("no time here", Assert.Single(new LogLines(tty: false).Add(Bytes("no time here\n"))).Text);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
