using System.Security.Cryptography.X509Certificates;
using Gantry.Manager.Security;

namespace Gantry.Tests.Manager.Security;

/// <summary>The CA in the key folder, whenever the server that replaces it is killed.</summary>
public sealed class AuthorityFilesTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("gantry-authority-");

    private string Folder => Path.Combine(_data.FullName, "keys");

    [Fact]
    public void A_CA_is_the_same_after_a_start()
    {
        var first = Open().Fingerprint;

        Assert.Equal(first, Open().Fingerprints);
    }

    [Fact]
    public void A_replacement_that_was_not_decided_yet_leaves_the_CA_as_it_was()
    {
        var before = Open();
        var files = Files();
        before.Replace(before.Fingerprint, Now);

        Put(files);
        File.WriteAllText(Path.Combine(Folder, "ca-next.pem.new"), "half");

        Assert.Equal(Fingerprint(files["ca.pem"]), Open().Fingerprints);
    }

    /// <summary>In the order in which they are written.</summary>
    [Theory]
    [InlineData()]
    [InlineData("ca-before.pem")]
    [InlineData("ca-before.pem", "ca-cross.pem")]
    [InlineData("ca-before.pem", "ca-cross.pem", "ca.key")]
    [InlineData("ca-before.pem", "ca-cross.pem", "ca.key", "ca.pem")]
    public void A_replacement_that_was_decided_goes_on_wherever_it_stopped(params string[] written)
    {
        var before = Open();
        var first = before.Fingerprint;
        var files = Files();
        var next = before.Replace(first, Now);
        var after = Files();

        foreach (var name in written)
            files[name] = after[name];
        Put(files);
        File.WriteAllText(Path.Combine(Folder, "ca-next.pem"), string.Join('\n', after["ca.key"], after["ca.pem"], after["ca-cross.pem"], after["ca-before.pem"]));
        var opened = Open();

        Assert.Equal($"{next},{first}", opened.Fingerprints);
        Assert.Equal(after, Files());
        using var issued = opened.IssueServer(["localhost"], [], Now);
        Assert.Equal(Now.AddDays(90).UtcDateTime, issued.NotAfter.ToUniversalTime());
    }

    [Fact]
    public void The_key_of_the_CA_before_is_gone_at_once_and_its_certificate_at_the_end()
    {
        var authority = Open();
        var key = Files()["ca.key"];
        var first = authority.Fingerprint;

        var next = authority.Replace(first, Now);
        Assert.DoesNotContain(key, Files().Values);
        authority.ForgetBefore();
        authority.ForgetBefore();

        Assert.Equal(next, authority.Fingerprints);
        Assert.Equal(next, Open().Fingerprints);
        Assert.NotNull(Open().Keys.CrossSigned);
    }

    [Fact]
    public void Another_CA_than_the_one_that_is_named_is_not_replaced()
    {
        var authority = Open();
        var first = authority.Fingerprint;
        var next = authority.Replace(first, Now);

        Assert.Equal(next, authority.Replace(first, Now));
        Assert.Equal(next, Open().Fingerprint);
    }

    [Fact]
    public void No_certificate_outlives_the_CA()
    {
        var authority = Open();

        using var issued = authority.IssueServer(["localhost"], [], authority.ValidUntil.AddDays(-1));

        Assert.Equal(authority.ValidUntil.UtcDateTime, issued.NotAfter.ToUniversalTime());
    }

    public void Dispose() => _data.Delete(recursive: true);

    private static string Fingerprint(string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        return AuthorityKeys.FingerprintOf(certificate);
    }

    private ClusterAuthority Open() => ClusterAuthority.Open(KeyFolder.In(_data.FullName), Now);

    private Dictionary<string, string> Files() => Directory.GetFiles(Folder).ToDictionary(f => Path.GetFileName(f), File.ReadAllText);

    private void Put(Dictionary<string, string> files)
    {
        foreach (var old in Directory.GetFiles(Folder))
            File.Delete(old);
        foreach (var (name, text) in files)
            File.WriteAllText(Path.Combine(Folder, name), text);
    }
}
