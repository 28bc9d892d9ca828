using System.Text;

namespace Gantry.Client;

/// <summary>Buffered reading of a connection: whole lines for heads and chunk sizes, bytes for bodies.</summary>
internal sealed class HttpInput(Stream stream)
{
    // Kestrel's own limit for all request headers is 32 KB; an answer that is longer is not from a server of ours.
    private const int MaxLineLength = 32 * 1024;

    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <returns>Without its line end; null when the connection ends before one begins.</returns>
    /// <exception cref="HttpFormatException">The connection ends within it, or it is too long.</exception>
    public async ValueTask<string?> ReadLineAsync(CancellationToken ct)
    {
        StringBuilder? line = null;
        while (true)
        {
            var lineEnd = Array.IndexOf(_buffer, (byte)'\n', _start, _end - _start);
            var taken = (lineEnd < 0 ? _end : lineEnd) - _start;
            var part = Encoding.Latin1.GetString(_buffer, _start, taken);
            _start += taken;
            if (lineEnd >= 0)
            {
                _start++;
                return (line is null ? part : line.Append(part).ToString()).TrimEnd('\r');
            }

            line = (line ?? new StringBuilder()).Append(part);
            if (line.Length > MaxLineLength)
                throw new HttpFormatException("a line of the answer's head is too long");
            if (!await FillAsync(ct))
                return line.Length == 0 ? null : throw new HttpFormatException("the answer's head breaks off");
        }
    }

    /// <returns>0 at the end of the connection.</returns>
    public async ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken ct)
    {
        if (_start == _end && target.Length >= _buffer.Length)
            return await stream.ReadAsync(target, ct);
        if (_start == _end && !await FillAsync(ct))
            return 0;
        var count = Math.Min(target.Length, _end - _start);
        _buffer.AsMemory(_start, count).CopyTo(target);
        _start += count;
        return count;
    }

    private async ValueTask<bool> FillAsync(CancellationToken ct)
    {
        _start = 0;
        _end = await stream.ReadAsync(_buffer, ct);
        return _end > 0;
    }
}
