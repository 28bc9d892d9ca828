using System.Buffers;
using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gantry.Model.Json;

/// <summary>The nouns without what is at its default: what is not said is the default.</summary>
/// <remarks>
/// The generated reader hands null to every <c>init</c> member that the text leaves out, past its initialiser:
/// that is why the nouns write <c>init => field = value ?? …</c>. A test reads every noun from its shortest text.
/// </remarks>
public static class CompactJson
{
    public static JsonSerializerOptions Options { get; } = new(ModelJson.Default.Options)
    {
        TypeInfoResolver = ((IJsonTypeInfoResolver)ModelJson.Default).WithAddedModifier(SkipDefaults),
    };

    public static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Of<T>());

    public static byte[] WriteBytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Of<T>());

    public static void Write<T>(IBufferWriter<byte> to, T value)
    {
        using var writer = new Utf8JsonWriter(to, new JsonWriterOptions { Encoder = Options.Encoder, SkipValidation = true });
        JsonSerializer.Serialize(writer, value, Of<T>());
    }

    /// <exception cref="JsonException">The text is not a <typeparamref name="T"/>.</exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize(utf8, Of<T>()) ?? throw new JsonException($"Expected {typeof(T).Name}, found null.");

    /// <summary>Whether a reader finds the same in both, in the same order.</summary>
    /// <remarks>Records that hold lists compare those by reference: what counts is what they say. It is written down only where that is needed.</remarks>
    public static bool AreEqual<T>(IReadOnlyList<T> one, IReadOnlyList<T> other) =>
        ReferenceEquals(one, other) || (one.Count == other.Count && one.Zip(other).All(p => EqualityComparer<T>.Default.Equals(p.First, p.Second) || Write(p.First) == Write(p.Second)));

    private static void SkipDefaults(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
            property.ShouldSerialize = WhenNotDefault(property);
    }

    private static Func<object, object?, bool>? WhenNotDefault(JsonPropertyInfo property)
    {
        var isDerived = property.Set is null && property.AssociatedParameter is null;
        if (isDerived)
            return static (_, _) => false;

        // Left out, a parameter takes its own default, which need not be zero (one replica, required: true).
        if (property.AssociatedParameter is { IsMemberInitializer: false } parameter)
        {
            if (!parameter.HasDefaultValue)
                return null;
            if (parameter.DefaultValue is { } implied)
                return (_, value) => !implied.Equals(value);
        }

        // A nullable list tells "empty" from "not given": an empty command clears the image's.
        return property.IsGetNullable ? static (_, value) => value is not null : static (_, value) => !IsZero(value);
    }

    private static bool IsZero(object? value) => value switch
    {
        null => true,
        bool flag => !flag,
        int number => number == 0,
        long number => number == 0,
        double number => number == 0,
        TimeSpan span => span == TimeSpan.Zero,
        Enum member => Convert.ToInt64(member) == 0,
        string text => text.Length == 0,
        IEnumerable items => !items.GetEnumerator().MoveNext(),
        _ => false,
    };
}
