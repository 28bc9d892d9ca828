using System.Globalization;
using Gantry.Model.Wire;

namespace Gantry.Client;

/// <summary>The body of one answer: chunked, of a given length, or until the connection ends.</summary>
internal sealed class HttpBody : SequentialStream
{
    private readonly HttpInput _input;
    private readonly bool _isChunked;
    private readonly bool _isSized;
    private long _left;
    private bool _isFirstChunk = true;
    private bool _hasEnded;

    private HttpBody(HttpInput input, bool isChunked, long? length)
    {
        _input = input;
        _isChunked = isChunked;
        _isSized = length is not null;
        _left = length ?? 0;
        _hasEnded = length == 0;
    }

    public override bool CanWrite => false;

    public static HttpBody Chunked(HttpInput input) => new(input, isChunked: true, length: null);

    public static HttpBody Sized(HttpInput input, long length) => new(input, isChunked: false, length);

    public static HttpBody UntilClosed(HttpInput input) => new(input, isChunked: false, length: null);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_hasEnded || buffer.Length == 0)
            return 0;
        if (_isChunked && _left == 0 && !await StartChunkAsync(cancellationToken))
            return 0;

        var isBounded = _isChunked || _isSized;
        var window = isBounded && buffer.Length > _left ? buffer[..(int)_left] : buffer;
        var count = await _input.ReadAsync(window, cancellationToken);
        if (!isBounded)
        {
            _hasEnded = count == 0;
            return count;
        }

        // A cut body must never look like a short one: half a list would be shown as the whole.
        if (count == 0)
            throw new HttpFormatException("the answer breaks off");
        _left -= count;
        _hasEnded = _isSized && _left == 0;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    private async ValueTask<bool> StartChunkAsync(CancellationToken ct)
    {
        if (!_isFirstChunk && await _input.ReadLineAsync(ct) != "")
            throw new HttpFormatException("a chunk is longer than it says");
        _isFirstChunk = false;

        var line = await _input.ReadLineAsync(ct) ?? throw new HttpFormatException("the answer breaks off");
        var size = line.AsSpan();
        var extension = size.IndexOf(';');
        size = (extension < 0 ? size : size[..extension]).Trim();
        if (!long.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _left) || _left < 0)
            throw new HttpFormatException($"'{line}' is not the size of a chunk");
        if (_left > 0)
            return true;

        _hasEnded = true;
        while (await _input.ReadLineAsync(ct) is { Length: > 0 })
        {
            // Trailers: nothing of ours is in them.
        }

        return false;
    }
}
