using Gantry.Compose;

namespace Gantry.Tests.Compose;

public sealed class LabelFileTests
{
    [Fact]
    public void Labels_win_over_files_and_later_files_over_earlier_ones()
    {
        var web = Read("label_file: [a.txt, ./b.txt]\n    labels: {c: own}").Service().Container;

        Assert.Equal("a=2 b=1- c=own d=", string.Join(' ', web.Labels.Select(l => $"{l.Key}={l.Value}")));
    }

    [Theory]
    [InlineData("label_file: none.txt", "file_missing")]
    [InlineData("label_file: ../../etc/passwd", "file_missing")]
    [InlineData("label_file: /proc/self/environ", "file_missing")]
    [InlineData("label_file: bad.txt", "dotenv_name")]
    [InlineData("label_file: reserved.txt", "reserved_label")]
    [InlineData("label_file: {path: a.txt}", "wrong_type")]
    public void Refuses(string line, string code) =>
        Assert.Equal(code, Assert.Single(Assert.IsType<ComposeResult.Refused>(Read(line)).Problems).Code);

    private static ComposeResult Read(string lines) =>
        ComposeReader.Read("s", ComposeText.Bundle($"services:\n  web:\n    image: i\n    {lines}\n", new Dictionary<string, string> { ["FROM_ENVIRONMENT"] = "x" }) with
        {
            Files =
            [
                new("a.txt", "a=1\nb=${a}-${FROM_ENVIRONMENT}\n"),
                new("b.txt", "a=2\nc=file\nd=\n"),
                new("bad.txt", "a b=1"),
                new("reserved.txt", "dev.gantry.task=1"),
            ],
        });
}
