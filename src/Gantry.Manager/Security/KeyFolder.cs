using System.Security.Cryptography;

namespace Gantry.Manager.Security;

/// <summary>
/// The folder of keys beside the store. The data key seals secrets and is itself sealed under the master key, so that the
/// master key can be changed without touching what was sealed.
/// </summary>
internal sealed class KeyFolder
{
    private const int KeyLength = 32;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;

    private KeyFolder(string path) => _path = path;

    public static KeyFolder In(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, "keys");
        Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        return new KeyFolder(path);
    }

    /// <summary>Makes both keys at the first start.</summary>
    /// <exception cref="CryptographicException">The master key does not fit the data key.</exception>
    public SecretBox OpenBox()
    {
        var master = new SecretBox(ReadOrMake("master.key", () => RandomNumberGenerator.GetBytes(KeyLength)));
        var wrapped = ReadOrMake("data.key", () => master.Seal(RandomNumberGenerator.GetBytes(KeyLength)));
        try
        {
            return new SecretBox(master.Open(wrapped));
        }
        catch (AuthenticationTagMismatchException mismatch)
        {
            throw new CryptographicException($"The master key in {_path} does not open the data key beside it: put back the master key that belongs to this data folder.", mismatch);
        }
    }

    /// <returns>Null when there is no such file.</returns>
    public string? Read(string name) => File.Exists(PathOf(name)) ? File.ReadAllText(PathOf(name)) : null;

    public void Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Nothing happens when there is no such file.</summary>
    public void Delete(string name) => File.Delete(PathOf(name));

    private byte[] ReadOrMake(string name, Func<byte[]> make)
    {
        if (File.Exists(PathOf(name)))
            return File.ReadAllBytes(PathOf(name));
        var bytes = make();
        Write(name, bytes);
        return bytes;
    }

    // Written beside and renamed: a crash leaves the old file or the new one, never half a key.
    private void Write(string name, byte[] bytes)
    {
        var draft = PathOf(name) + ".new";
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
        using (var file = new FileStream(draft, options))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, PathOf(name), overwrite: true);
    }

    private string PathOf(string name) => Path.Combine(_path, name);
}
