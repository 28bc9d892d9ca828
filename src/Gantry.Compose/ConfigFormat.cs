namespace Gantry.Compose;

public enum ConfigFormat
{
    Yaml,
    Json,
}
