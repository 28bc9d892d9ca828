using System.Text;
using System.Text.Json.Serialization;

namespace Gantry.Model.Stacks;

/// <param name="Path">As messages show it; never opened by the server.</param>
public sealed record BundleFile(string Path, string Content)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The content is no text, and written so.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsBase64 { get; init; }

    public static BundleFile Of(string path, byte[] bytes)
    {
        try
        {
            return new BundleFile(path, Strict.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            return new BundleFile(path, Convert.ToBase64String(bytes)) { IsBase64 = true };
        }
    }

    public byte[] Bytes() => IsBase64 ? Convert.FromBase64String(Content) : Strict.GetBytes(Content);
}
