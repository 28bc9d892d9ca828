using Gantry.Model.Api;

namespace Gantry.Tests.Manager.Api;

/// <summary>Logins that come with an update of a service.</summary>
public sealed class UpdateLoginTests
{
    private const string Login = """[{"host":"r.example","username":"ana","password":"p"}]""";

    [Theory]
    [InlineData("""{"image":"r.example/web:2","registryLogins":LOGIN}""", "", "ana")]
    [InlineData("""{"registryLogins":LOGIN}""", "", "ana")]
    [InlineData("""{"image":"r.example/web:2","registryLogins":LOGIN}""", "?dryRun=true", "")]
    [InlineData("""{"image":"","registryLogins":LOGIN}""", "", "")]
    public async Task They_are_kept_for_pulls_when_the_update_is_accepted(string body, string query, string username)
    {
        await using var rig = await ApiRig.StartAsync();
        await rig.DeployedAsync();

        (await rig.SendAsync(HttpMethod.Post, $"/v1/services/web/update{query}", body.Replace("LOGIN", Login, StringComparison.Ordinal))).Dispose();

        var kept = (await rig.GetAsync("/v1/registries", ApiJson.Default.ListedRegistryItem)).Items;
        Assert.Equal(username, string.Join(',', kept.Where(r => r.Host == "r.example").Select(r => r.Username)));
    }
}
