using System.Diagnostics;
using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Gantry.Worker.Docker;

namespace Gantry.DockerTests.Testing;

/// <summary>
/// A private registry on loopback (which engines reach without TLS) that wants a login: Debian's docker-registry.
/// </summary>
internal sealed class LocalRegistry : IAsyncDisposable
{
    private const string UserName = "anna";
    private const string Password = "correct-horse-7193";

    // The password above in bcrypt, the one form that the registry reads. Nothing but a test knows or uses it.
    private const string PasswordLine = UserName + ":$2b$04$abcdefghijklmnopqrstuucSkerK18ImfiDV0SRcpuVQxeeIrxRRq";

    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-registry-").FullName;
    private readonly HttpClient _http;
    private readonly Process _process;

    private LocalRegistry(int port)
    {
        Host = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        File.WriteAllText(Path.Combine(_folder, "htpasswd"), PasswordLine + "\n");
        File.WriteAllText(Path.Combine(_folder, "config.yml"), $"""
            version: 0.1
            log: {"{"}level: error{"}"}
            storage: {"{"}filesystem: {"{"}rootdirectory: {_folder}/data{"}"}{"}"}
            http: {"{"}addr: "{Host}"{"}"}
            auth: {"{"}htpasswd: {"{"}realm: test, path: {_folder}/htpasswd{"}"}{"}"}
            """);
        _http = new HttpClient { BaseAddress = new Uri($"http://{Host}/") };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{UserName}:{Password}")));
        _process = Process.Start(
            new ProcessStartInfo("docker-registry", ["serve", Path.Combine(_folder, "config.yml")])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            })
            ?? throw new InvalidOperationException("docker-registry did not start.");
        // Unread pipes fill up and stop it.
        _process.ErrorDataReceived += (_, _) => { };
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    public string Host { get; }

    public RegistryLogin Login => new(Host, UserName, Password);

    public static async Task<LocalRegistry> StartAsync(CancellationToken ct)
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(f => File.Exists(Path.Combine(f, "docker-registry"))))
            throw new InvalidOperationException("docker-registry is not in PATH: apt-get install docker-registry.");

        var registry = new LocalRegistry(FreePort());
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await registry.AnswersAsync(deadline.Token))
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, deadline.Token);
        return registry;
    }

    /// <summary>Puts busybox there as one layer.</summary>
    /// <param name="ballastBytes">So much that nothing can compress comes as a second layer.</param>
    /// <returns>The digest of its manifest.</returns>
    public async Task<string> PushAsync(string repository, string tag, CancellationToken ct, int ballastBytes = 0)
    {
        await using var busybox = await BusyboxTar.CreateAsync(ct);
        List<Layer> layers = [await Layer.OfAsync(busybox, ct)];
        if (ballastBytes > 0)
        {
            await using var ballast = await BallastAsync(ballastBytes, ct);
            layers.Add(await Layer.OfAsync(ballast, ct));
        }

        var config = Encoding.UTF8.GetBytes(
            $$$"""{"architecture":"amd64","os":"linux","config":{"Cmd":["sh"]},"rootfs":{"type":"layers","diff_ids":[{{{string.Join(",", layers.Select(l => $"\"{l.DiffId}\""))}}}]}}""");
        foreach (var layer in layers)
            await UploadAsync(repository, layer.Packed, ct);
        await UploadAsync(repository, config, ct);

        const string Type = "application/vnd.docker.distribution.manifest.v2+json";
        var manifest = Encoding.UTF8.GetBytes($$"""
            {"schemaVersion":2,"mediaType":"{{Type}}",
             "config":{"mediaType":"application/vnd.docker.container.image.v1+json","size":{{config.Length}},"digest":"{{Digest(config)}}"},
             "layers":[{{string.Join(",", layers.Select(l => l.Json))}}]}
            """);
        using var content = new ByteArrayContent(manifest) { Headers = { ContentType = new MediaTypeHeaderValue(Type) } };
        using var answer = await _http.PutAsync($"v2/{repository}/manifests/{tag}", content, ct);
        answer.EnsureSuccessStatusCode();
        return Digest(manifest);
    }

    /// <summary>From now on nobody answers there.</summary>
    public async Task StopAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        // Killing what has ended is no error.
        await StopAsync();
        _process.Dispose();
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Digest(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static async Task<Stream> BallastAsync(int bytes, CancellationToken ct)
    {
        var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            await using var content = new MemoryStream(RandomNumberGenerator.GetBytes(bytes));
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "ballast") { DataStream = content }, ct);
        }

        tar.Position = 0;
        return tar;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, port: 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task UploadAsync(string repository, byte[] blob, CancellationToken ct)
    {
        using var begun = await _http.PostAsync($"v2/{repository}/blobs/uploads/", content: null, ct);
        begun.EnsureSuccessStatusCode();
        var place = begun.Headers.Location?.ToString() ?? throw new InvalidDataException("The registry gave no upload address.");
        using var content = new ByteArrayContent(blob);
        using var done = await _http.PutAsync($"{place}&digest={Uri.EscapeDataString(Digest(blob))}", content, ct);
        done.EnsureSuccessStatusCode();
    }

    private async Task<bool> AnswersAsync(CancellationToken ct)
    {
        try
        {
            using var answer = await _http.GetAsync("v2/", ct);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException) when (!_process.HasExited)
        {
            return false;
        }
    }

    private sealed record Layer(byte[] Packed, string DiffId)
    {
        public string Json =>
            $$"""{"mediaType":"application/vnd.docker.image.rootfs.diff.tar.gzip","size":{{Packed.Length}},"digest":"{{Digest(Packed)}}"}""";

        public static async Task<Layer> OfAsync(Stream tar, CancellationToken ct)
        {
            var plain = new MemoryStream();
            await tar.CopyToAsync(plain, ct);
            var packed = new MemoryStream();
            await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                await gzip.WriteAsync(plain.ToArray(), ct);
            return new Layer(packed.ToArray(), LocalRegistry.Digest(plain.ToArray()));
        }
    }
}
