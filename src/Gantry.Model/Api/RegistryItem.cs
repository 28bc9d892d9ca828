namespace Gantry.Model.Api;

public sealed record RegistryItem(string Host, string Username, DateTimeOffset UpdatedAt);
