namespace Gantry.Model.Api;

/// <summary>Body of <c>PUT /v1/registries/{host}</c>. The login is tried before it is kept.</summary>
public sealed record RegistryLoginRequest(string Username, string Password)
{
    public override string ToString() => $"login of {Username}";
}
