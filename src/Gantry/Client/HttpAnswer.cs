using System.Globalization;
using Gantry.Model.Wire;

namespace Gantry.Client;

/// <summary>One HTTP/1.1 answer. Owns its connection.</summary>
internal sealed class HttpAnswer(Stream connection, int status, IReadOnlyDictionary<string, string> headers, Stream body)
    : IAsyncDisposable
{
    private const int MaxHeaders = 200;

    public int Status => status;

    /// <summary>Names compare without case.</summary>
    public IReadOnlyDictionary<string, string> Headers => headers;

    public Stream Body => body;

    /// <summary>After a 101: both directions of what follows. The first bytes may have come with the answer's head.</summary>
    public Stream Upgraded => new DuplexStream(body, connection);

    public bool IsSuccess => status is >= 200 and < 300;

    public string ContentType => headers.GetValueOrDefault("content-type") ?? "";

    /// <exception cref="HttpFormatException">It is no HTTP/1.1 answer.</exception>
    public static async Task<HttpAnswer> ReadAsync(Stream connection, CancellationToken ct)
    {
        var input = new HttpInput(connection);
        int status;
        Dictionary<string, string> headers;
        do
        {
            status = ParseStatus(await input.ReadLineAsync(ct));
            headers = await ReadHeadersAsync(input, ct);
        }
        while (status is >= 100 and < 200 and not 101);

        return new HttpAnswer(connection, status, headers, BodyOf(input, status, headers));
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private static int ParseStatus(string? line)
    {
        if (line is null)
            throw new HttpFormatException("the server closed the connection without an answer");
        var parts = line.Split(' ', 3);
        if (parts.Length >= 2 && parts[0] is "HTTP/1.1" or "HTTP/1.0" &&
            int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 100 and <= 599)
        {
            return status;
        }

        throw new HttpFormatException("what answers does not speak HTTP/1.1");
    }

    private static async Task<Dictionary<string, string>> ReadHeadersAsync(HttpInput input, CancellationToken ct)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var count = 0; ; count++)
        {
            var line = await input.ReadLineAsync(ct) ?? throw new HttpFormatException("the answer's head breaks off");
            if (line.Length == 0)
                return headers;
            var colon = line.IndexOf(':');
            if (colon < 1 || count == MaxHeaders)
                throw new HttpFormatException($"'{line}' is not a header");
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }
    }

    private static Stream BodyOf(HttpInput input, int status, Dictionary<string, string> headers)
    {
        if (status == 101)
            return HttpBody.UntilClosed(input);
        if (status is 204 or 304)
            return Stream.Null;
        if (headers.TryGetValue("transfer-encoding", out var encoding))
        {
            return encoding.Equals("chunked", StringComparison.OrdinalIgnoreCase)
                ? HttpBody.Chunked(input)
                : throw new HttpFormatException($"the transfer encoding '{encoding}' is not spoken here");
        }

        if (!headers.TryGetValue("content-length", out var text))
            return HttpBody.UntilClosed(input);
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? HttpBody.Sized(input, length)
            : throw new HttpFormatException($"'{text}' is not a length");
    }
}
