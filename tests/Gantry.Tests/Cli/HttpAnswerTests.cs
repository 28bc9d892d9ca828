using System.Text;
using Gantry.Client;

namespace Gantry.Tests.Cli;

public sealed class HttpAnswerTests
{
    private const string Chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=1\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: x\r\n\r\n";

    [Fact]
    public async Task Reads_chunks_however_the_bytes_are_cut()
    {
        for (var size = 1; size <= Chunked.Length; size++)
            Assert.Equal("hello world", await BodyAsync(Chunked, size));
    }

    [Fact]
    public async Task Reads_a_body_of_the_length_that_is_given() =>
        Assert.Equal("hello", await BodyAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhellothere", 3));

    [Fact]
    public async Task Reads_to_the_end_when_no_length_is_given() =>
        Assert.Equal("hello there", await BodyAsync("HTTP/1.1 200 OK\r\n\r\nhello there", 4));

    [Fact]
    public async Task Skips_answers_that_only_announce_one() =>
        Assert.Equal("ok", await BodyAsync("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 7));

    [Fact]
    public async Task Reads_a_chunk_that_is_larger_than_the_buffer()
    {
        var large = new string('x', 100_000);
        var text = $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{large.Length:x}\r\n{large}\r\n0\r\n\r\n";

        Assert.Equal(large, await BodyAsync(text, 9_999));
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("HTTP/1.1 abc OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno header\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nhello\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")]
    public async Task Refuses_what_is_not_a_whole_answer(string text) =>
        await Assert.ThrowsAsync<HttpFormatException>(() => BodyAsync(text, 4));

    [Fact]
    public async Task Refuses_a_head_without_end() =>
        await Assert.ThrowsAsync<HttpFormatException>(() => BodyAsync("HTTP/1.1 200 OK\r\nX: " + new string('x', 1_000_000), 4096));

    private static async Task<string> BodyAsync(string text, int size)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var answer = await HttpAnswer.ReadAsync(new DrippingStream(Encoding.UTF8.GetBytes(text), size), ct);
        using var reader = new StreamReader(answer.Body);
        return await reader.ReadToEndAsync(ct);
    }
}
