using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker;

/// <summary>Turns the engine's lines of a pull into one short text for people.</summary>
internal sealed class PullSummary(string image)
{
    private const long Mebibyte = 1024 * 1024;

    private readonly SortedDictionary<string, (long Current, long Total)> _layers = new(StringComparer.Ordinal);
    private string _last = "";

    /// <summary>Before anything was heard: a registry that does not answer says nothing at all.</summary>
    public string Begun => $"Pulling {image}.";

    /// <returns>Null when there is nothing new to say.</returns>
    public string? Add(PullProgress line)
    {
        if (line is not { Layer: { } layer, Bytes: { Total: > 0 } bytes })
            return null;

        _layers[layer] = (bytes.Current ?? 0, bytes.Total ?? 0);
        var text = $"Pulling {image}: {_layers.Values.Sum(l => l.Current) / Mebibyte} of {_layers.Values.Sum(l => l.Total) / Mebibyte} MiB.";
        if (text == _last)
            return null;
        _last = text;
        return text;
    }
}
