using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Gantry.Worker.Memory;

/// <summary>
/// One thing that outlives the process. It is whole or it is not there: written beside, then renamed. It is only a
/// shortcut to what the manager says anyway, so a file that cannot be read is left out, never a reason not to start.
/// </summary>
internal sealed partial class MemoryFile<T>(string path, JsonTypeInfo<T> shape, TimeProvider time, ILogger log)
    where T : class
{
    /// <summary>A deploy changes names many times in a row; the last of them is what counts.</summary>
    private static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(10);

    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private volatile T? _newest;
    private byte[] _written = [];

    /// <returns>Null when there is none, or none that makes sense.</returns>
    /// <param name="checkedForm">Throws <see cref="FormatException"/> for content that is well formed and wrong.</param>
    public TKnown? Load<TKnown>(Func<T, TKnown> checkedForm)
        where TKnown : class
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            var content = JsonSerializer.Deserialize(bytes, shape) ?? throw new FormatException("It is empty.");
            var known = checkedForm(content);
            _written = bytes;
            return known;
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception damaged) when (damaged is JsonException or FormatException or IOException or UnauthorizedAccessException)
        {
            LogDamaged(path, damaged.Message);
            return null;
        }
    }

    /// <summary>Returns at once; written soon.</summary>
    public void Put(T content)
    {
        _newest = content;
        _changed.Writer.TryWrite(true);
    }

    /// <summary>Writes what is put, until stopped.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        await foreach (var _ in _changed.Reader.ReadAllAsync(ct))
        {
            await Task.Delay(Debounce, time, ct);
            while (!await TryWriteAsync(ct))
                await Task.Delay(RetryDelay, time, ct);
        }
    }

    /// <summary>Writes at once what is still to be written. Not while <see cref="RunAsync"/> runs.</summary>
    public Task FlushAsync() => TryWriteAsync(CancellationToken.None);

    private async Task<bool> TryWriteAsync(CancellationToken ct)
    {
        if (_newest is not { } content)
            return true;
        var bytes = JsonSerializer.SerializeToUtf8Bytes(content, shape);
        if (bytes.AsSpan().SequenceEqual(_written))
            return true;
        try
        {
            var beside = path + ".new";
            await using (var file = new FileStream(beside, OwnerOnly()))
            {
                await file.WriteAsync(bytes, ct);
                await file.FlushAsync(ct);
                RandomAccess.FlushToDisk(file.SafeFileHandle);
            }

            File.Move(beside, path, overwrite: true);
            _written = bytes;
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogNotWritten(path, failure.Message);
            return false;
        }
    }

    private static FileStreamOptions OwnerOnly() => new()
    {
        Mode = FileMode.Create,
        Access = FileAccess.Write,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    };

    [LoggerMessage(LogLevel.Warning, "{Path} cannot be used and is ignored until it is written again: {Reason}")]
    private partial void LogDamaged(string path, string reason);

    [LoggerMessage(LogLevel.Warning, "{Path} cannot be written and will be tried again: {Reason}")]
    private partial void LogNotWritten(string path, string reason);
}
