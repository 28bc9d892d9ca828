namespace Gantry.Compose.Mapping;

/// <summary>A record that grows key by key.</summary>
internal sealed class Draft<T>(T start)
{
    public T Value { get; set; } = start;
}
