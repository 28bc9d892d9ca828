using System.Text;
using Gantry.Worker.Docker;

namespace Gantry.DockerTests.Docker;

/// <summary>Reads output to its end as text.</summary>
internal static class Output
{
    public static async Task<string> TextAsync(this IAsyncEnumerable<OutputFrame> frames, CancellationToken ct)
    {
        var text = new StringBuilder();
        await foreach (var frame in frames.WithCancellation(ct))
            text.Append(Encoding.UTF8.GetString(frame.Bytes.Span));
        return text.ToString();
    }

    /// <summary>Reads until the text is there, and leaves the rest alone.</summary>
    public static async Task<string> UntilAsync(this IAsyncEnumerable<OutputFrame> frames, string wanted, CancellationToken ct)
    {
        var text = new StringBuilder();
        await foreach (var frame in frames.WithCancellation(ct))
        {
            text.Append(Encoding.UTF8.GetString(frame.Bytes.Span));
            if (text.ToString().Contains(wanted, StringComparison.Ordinal))
                return text.ToString();
        }

        throw new EndOfStreamException($"'{wanted}' never came; this did: {text}");
    }
}
