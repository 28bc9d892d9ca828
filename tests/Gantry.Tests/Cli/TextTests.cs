using Gantry.Client;
using Gantry.Commands;
using Gantry.Output;

namespace Gantry.Tests.Cli;

public sealed class TextTests
{
    [Theory]
    [InlineData("plain ü text", "plain ü text")]
    [InlineData("a\u001b[31mred\u001b[0mb", "aredb")]
    [InlineData("a\u001b]0;title\ab", "ab")]
    [InlineData("a\u001b]8;;http://x\u001b\\link", "alink")]
    [InlineData("a\u001b(Bb", "ab")]
    [InlineData("a\rb\bc\0d", "abcd")]
    [InlineData("a\tb", "a\tb")]
    [InlineData("a\nb", "a b")]
    [InlineData("end\u001b[", "end")]
    [InlineData("end\u001b", "end")]
    [InlineData("a\u009b31mb", "ab")]
    public void Nothing_that_steers_a_terminal_is_left(string text, string expected) => Assert.Equal(expected, PlainText.Of(text));

    [Theory]
    [InlineData(0.5, "Less than a second")]
    [InlineData(-5, "Less than a second")]
    [InlineData(1.9, "1 second")]
    [InlineData(59, "59 seconds")]
    [InlineData(61, "About a minute")]
    [InlineData(3599, "59 minutes")]
    [InlineData(3601, "About an hour")]
    [InlineData(172_799, "47 hours")]
    [InlineData(172_801, "2 days")]
    [InlineData(86_400 * 20, "2 weeks")]
    public void Ages_are_said_as_docker_says_them(double seconds, string expected) =>
        Assert.Equal(expected, Age.Text(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "0B")]
    [InlineData(512L << 20, "512MiB")]
    [InlineData(2_087_354_106, "1.94GiB")]
    public void Sizes_have_three_digits(long bytes, string expected) => Assert.Equal(expected, ByteSize.Text(bytes));

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("1h30m", 5400)]
    [InlineData("500ms", 0.5)]
    [InlineData("2d", 172_800)]
    public void Durations_are_read(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Duration.Parse("--timeout", text));

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("m")]
    [InlineData("10x")]
    [InlineData("-5s")]
    [InlineData("99999999999s")]
    public void What_is_no_duration_is_refused(string text) =>
        Assert.Throws<CliException>(() => Duration.Parse("--timeout", text));

    [Theory]
    [InlineData("10m", "2029-12-31T23:50:00.0000000Z")]
    [InlineData("2029-06-01T12:00:00+02:00", "2029-06-01T10:00:00.0000000Z")]
    [InlineData("1700000000", "2023-11-14T22:13:20.0000000Z")]
    public void Points_in_time_are_absolute(string text, string expected) =>
        Assert.Equal(expected, Duration.PointInTime("--since", text, Canned.Now));

    [Theory]
    [InlineData("https://a.example", "https://a.example:4000")]
    [InlineData("https://a.example:443/", "https://a.example:443")]
    [InlineData("unix:///run/x.sock", "unix:///run/x.sock")]
    public void Addresses_have_one_way_to_be_written(string text, string expected) =>
        Assert.Equal(expected, ApiAddress.Parse(text).ToString());

    [Theory]
    [InlineData("unix://")]
    [InlineData("http://a")]
    [InlineData("tcp://a:1")]
    [InlineData("a.example")]
    [InlineData("")]
    public void Other_addresses_are_refused(string text) => Assert.Throws<CliException>(() => ApiAddress.Parse(text));
}
