using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PublicServices.Tests.Support;

/// <summary>Microsoft's storage emulator from npm in a process of its own on loopback, everything in memory.</summary>
internal sealed class Azurite : IAsyncDisposable
{
    /// <summary>The emulator's account, the same everywhere and no secret.</summary>
    public const string Account = "devstoreaccount1";

    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly string _folder;

    private Azurite(Process process, string folder, Uri endpoint, string? thumbprint) =>
        (_process, _folder, Endpoint, Thumbprint) = (process, folder, endpoint, thumbprint);

    private const int OldestNode = 20;

    /// <summary>Null when it can be started; otherwise why not.</summary>
    public static string? Missing { get; } = Main is null
        ? "tests/tools/node_modules/azurite is not installed (npm ci in tests/tools)."
        : NodeVersion() < OldestNode ? $"Azurite runs on Node.js {OldestNode} or newer." : null;

    /// <summary>Blob endpoint with the account in its path.</summary>
    public Uri Endpoint { get; }

    /// <summary>Of the certificate it shows; null without TLS.</summary>
    public string? Thumbprint { get; }

    public string ConnectionString =>
        $"DefaultEndpointsProtocol={Endpoint.Scheme};AccountName={Account};AccountKey={Key};BlobEndpoint={Endpoint.AbsoluteUri};";

    private static string? Main
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                var main = Path.Combine(folder.FullName, "tests", "tools", "node_modules", "azurite", "dist", "src", "blob", "main.js");
                if (File.Exists(main)) return main;
            }

            return null;
        }
    }

    private static int NodeVersion()
    {
        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", "--version") { RedirectStandardOutput = true })!;
            var version = node.StandardOutput.ReadToEnd();
            return int.TryParse(version.Trim().TrimStart('v').Split('.')[0], out var major) ? major : 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return 0;
        }
    }

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="https">With a certificate made for this run, and sign-in by tokens whose signature it does not look at.</param>
    public static async Task<Azurite> StartAsync(bool https = false)
    {
        var folder = Directory.CreateTempSubdirectory("azurite-").FullName;
        List<string> arguments =
        [
            Main ?? throw new InvalidOperationException(Missing), "--blobHost", "127.0.0.1", "--blobPort", "0", "--inMemoryPersistence",
            "--silent", "--skipApiVersionCheck", "--disableTelemetry",
        ];
        string? thumbprint = null;
        if (https)
        {
            thumbprint = WriteCertificate(folder);
            arguments.AddRange(["--cert", Certificate(folder), "--key", CertificateKey(folder), "--oauth", "basic"]);
        }

        var process = Process.Start(new ProcessStartInfo("node", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(Patience);
        while (await process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
        {
            const string Listening = "successfully listens on ";
            var at = line.IndexOf(Listening, StringComparison.Ordinal);
            if (at < 0) continue;
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            return new Azurite(process, folder, new Uri(new Uri(line[(at + Listening.Length)..].Trim()), Account), thumbprint);
        }

        throw new InvalidOperationException($"Azurite ended before it listened: {await errors}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Certificate(string folder) => Path.Combine(folder, "certificate.pem");

    private static string CertificateKey(string folder) => Path.Combine(folder, "key.pem");

    /// <returns>The certificate's thumbprint.</returns>
    private static string WriteCertificate(string folder)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        File.WriteAllText(Certificate(folder), made.ExportCertificatePem());
        File.WriteAllText(CertificateKey(folder), key.ExportPkcs8PrivateKeyPem());
        return made.Thumbprint;
    }
}
