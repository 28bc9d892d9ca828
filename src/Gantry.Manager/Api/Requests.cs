using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Gantry.Manager.State;
using Gantry.Model.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gantry.Manager.Api;

/// <summary>Reads what a request says; what cannot be read is answered with the name of the field.</summary>
internal static class Requests
{
    public const long MostBodyBytes = 16 << 20;

    /// <summary>Nothing else in the serializer's refusal tells it from others, and its own words name types of the server.</summary>
    private const string UnknownMember = "could not be mapped to any";

    // The types themselves stay lenient: clients and stored states read the same ones, of servers newer than they are.
    private static readonly JsonSerializerOptions Strict =
        new(ApiJson.Default.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    extension(HttpContext http)
    {
        public string RouteText(string name) => http.Request.RouteValues[name] as string ?? "";

        public string? QueryText(string name) => http.Request.Query.TryGetValue(name, out var values) ? OneOf(name, values) : null;

        public bool QueryFlag(string name) => http.QueryText(name) switch
        {
            null or "false" or "0" => false,
            "true" or "1" or "" => true,
            var other => throw Problem.InvalidRequest($"'{name}' is '{other}': write true or false."),
        };

        public int? QueryNumber(string name, int most)
        {
            if (http.QueryText(name) is not { Length: > 0 } text)
                return null;
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most
                ? number
                : throw Problem.InvalidRequest($"'{name}' is '{text}': write a number from 0 to {most}.");
        }

        public DateTimeOffset? QueryTime(string name)
        {
            if (http.QueryText(name) is not { Length: > 0 } text)
                return null;
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
                return time;
            return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < 100_000_000_000
                ? DateTimeOffset.UnixEpoch + TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond))
                : throw Problem.InvalidRequest($"'{name}' is '{text}': write a time as 2026-01-31T12:00:00Z, or seconds since 1970.");
        }

        public bool WantsEvents => http.QueryFlag("watch") ||
            http.Request.Headers.Accept.Any(a => a?.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase) == true);

        /// <summary>Where a watch goes on; null when it begins with the list.</summary>
        public Revision? ResumesAfter => http.LastEvent ?? RevisionIn(http.QueryText("since"));

        /// <summary>What a watch that was cut off read last; null when this one is the first.</summary>
        public Revision? LastEvent => RevisionIn(http.Request.Headers["Last-Event-ID"].ToString());
    }

    private static Revision? RevisionIn(string? text)
    {
        if (text is null or "")
            return null;
        return Revision.TryParse(text, out var revision)
            ? revision
            : throw Problem.InvalidRequest($"'{text}' is no revision: take one that a list or an event gave.");
    }

    /// <summary>A member that is not known is refused by its name: dropped in silence it would look as if it had worked.</summary>
    /// <exception cref="JsonException">It is no <typeparamref name="T"/>.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> body)
    {
        if (body.Length == 0)
            throw Problem.InvalidRequest("The request needs a body: application/json.");
        var type = (JsonTypeInfo<T>)Strict.GetTypeInfo(typeof(T));
        try
        {
            var read = JsonSerializer.Deserialize(body.Span, type);
            if (FaultOf(body, type) is { } fault)
                throw Problem.InvalidRequest(fault);
            return read ?? throw Problem.InvalidRequest("The body is null.");
        }
        catch (JsonException refused) when (refused.Path?.Length > 2 && refused.Message.Contains(UnknownMember, StringComparison.Ordinal))
        {
            var known = string.Join(", ", type.Properties.Select(p => p.Name));
            throw Problem.InvalidRequest($"The body has '{refused.Path[2..]}', which is not known here. Its members are {known}.");
        }
        catch (JsonException) when (FaultOf(body, type) is { } fault)
        {
            throw Problem.InvalidRequest(fault);
        }
    }

    /// <returns>Null: nothing is wrong with what it holds, or it is no JSON at all.</returns>
    private static string? FaultOf(ReadOnlyMemory<byte> body, JsonTypeInfo type)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return BodyFault.Find(document.RootElement, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string OneOf(string name, StringValues values) => values.Count == 1
        ? values.ToString()
        : throw Problem.InvalidRequest($"'{name}' is given {values.Count} times: give it once.");
}
