using System.Security.Cryptography;

namespace Gantry.Manager.Security;

/// <summary>Seals what must not be readable in the store or in a backup: AES-256-GCM under a data key.</summary>
/// <param name="dataKey">32 bytes.</param>
internal sealed class SecretBox(byte[] dataKey)
{
    private const byte Version = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeaderLength = 1 + NonceLength + TagLength;

    public byte[] Seal(ReadOnlySpan<byte> plain)
    {
        var box = new byte[HeaderLength + plain.Length];
        box[0] = Version;
        var nonce = box.AsSpan(1, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(dataKey, TagLength);
        cipher.Encrypt(nonce, plain, box.AsSpan(HeaderLength), box.AsSpan(1 + NonceLength, TagLength), box.AsSpan(0, 1));
        return box;
    }

    /// <exception cref="CryptographicException">Sealed under another key, or changed since.</exception>
    public byte[] Open(ReadOnlySpan<byte> box)
    {
        if (box.Length < HeaderLength || box[0] != Version)
            throw new CryptographicException("This is not something that was sealed here: the first byte names no known version.");
        var plain = new byte[box.Length - HeaderLength];
        using var cipher = new AesGcm(dataKey, TagLength);
        cipher.Decrypt(box.Slice(1, NonceLength), box[HeaderLength..], box.Slice(1 + NonceLength, TagLength), plain, box[..1]);
        return plain;
    }
}
