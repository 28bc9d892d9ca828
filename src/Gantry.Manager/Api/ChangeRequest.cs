using System.Security.Cryptography;
using System.Text;
using Gantry.Manager.Control;
using Gantry.Manager.State;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gantry.Manager.Api;

/// <summary>A request that changes something, read whole: a repeated one is known by its bytes.</summary>
internal sealed record ChangeRequest(HttpContext Http, ReadOnlyMemory<byte> Body)
{
    private const int LongestKey = 255;
    private const int BufferBytes = 64 * 1024;

    /// <summary>A client that is cut off while it sends sees a broken pipe and never reads why: so much is let in and thrown away.</summary>
    private const long MostBytesHeardOut = 2 * Requests.MostBodyBytes;

    public CancellationToken Aborted => Http.RequestAborted;

    public bool IsDryRun => Http.QueryFlag("dryRun");

    public string Actor => Caller.Name;

    /// <exception cref="InvalidOperationException">A change that anybody may ask for is no change that the gate let in.</exception>
    public Caller Caller => Http.Features.GetRequiredFeature<Caller>();

    /// <summary>Null when the client named none.</summary>
    public string? IdempotencyKey
    {
        get
        {
            var key = Http.Request.Headers["Idempotency-Key"].ToString();
            if (key.Length > LongestKey)
                throw Problem.InvalidRequest($"The Idempotency-Key has {key.Length} letters; {LongestKey} are taken.");
            return key.Length > 0 ? key : null;
        }
    }

    /// <summary>Of everything that makes the request this one.</summary>
    public string Fingerprint
    {
        get
        {
            var request = Http.Request;
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var head = $"{request.Method}\n{request.Path}\n{request.QueryString}\n{request.Headers.IfMatch}\n{request.Headers.IfNoneMatch}\n";
            hash.AppendData(Encoding.UTF8.GetBytes(head));
            hash.AppendData(Body.Span);
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }

    public StackCondition StackCondition => new(Seen, MustExist: Http.Request.Headers.IfMatch.ToString() == "*", MustBeNew);

    public ServiceCondition ServiceCondition => new(SeenRevision("service"));

    public NodeCondition NodeCondition => new(Seen);

    public ClusterCondition ClusterCondition => new(SeenRevision("cluster"));

    public JoinTokenCondition JoinTokenCondition => new(SeenRevision("join token"));

    public RegistryCondition RegistryCondition => new(SeenRevision("registry"), MustBeNew);

    /// <summary>The ETag of <c>If-Match</c>; null when none was named.</summary>
    private string? Seen => ETagText(Http.Request.Headers.IfMatch.ToString());

    private bool MustBeNew => Http.Request.Headers.IfNoneMatch.ToString() == "*";

    public T Read<T>() => Requests.Read<T>(Body);

    /// <summary>For a route that takes no body: what it says would be dropped in silence.</summary>
    public void RefuseBody()
    {
        if (Body.Span[Ascii.Trim(Body.Span)] is not ([] or [(byte)'{', (byte)'}']))
            throw Problem.InvalidRequest($"{Http.Request.Method} {Http.Request.Path} takes no body: all that it reads is in the address and the headers.");
    }

    public static async Task<ChangeRequest> ReadAsync(HttpContext http)
    {
        var length = http.Request.ContentLength;
        if (length > MostBytesHeardOut)
            throw TooLarge();
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MostBytesHeardOut;
        using var body = new MemoryStream((int)Math.Min(length ?? 0, Requests.MostBodyBytes));
        var buffer = new byte[BufferBytes];
        long total = 0;
        while (await http.Request.Body.ReadAsync(buffer, http.RequestAborted) is > 0 and var count)
        {
            total += count;
            if (total <= Requests.MostBodyBytes)
                await body.WriteAsync(buffer.AsMemory(0, count), http.RequestAborted);
        }

        return total <= Requests.MostBodyBytes ? new ChangeRequest(http, body.ToArray()) : throw TooLarge();
    }

    private Revision? SeenRevision(string thing)
    {
        if (Seen is not { } text)
            return null;
        return Revision.TryParse(text, out var revision)
            ? revision
            : throw Problem.PreconditionFailed($"If-Match is '{text}', which no {thing} has ever had. Take the ETag that reading the {thing} gave.");
    }

    private static BadHttpRequestException TooLarge() => new("Too large", StatusCodes.Status413PayloadTooLarge);

    private static string? ETagText(string header)
    {
        if (header.Contains(',', StringComparison.Ordinal))
            throw Problem.InvalidRequest($"If-Match names several tags, {header}: give the one that reading it gave.");
        return header is "" or "*" ? null : header.Replace("W/", "", StringComparison.Ordinal).Trim('"', ' ');
    }
}
