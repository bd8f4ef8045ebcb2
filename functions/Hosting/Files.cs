using PublicServices.Infra.Blobs;
using PublicServices.Infra.Sheets;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting;

/// <summary>Puts adapters behind the kernel's ports for files: blobs, scanner, sheets, receipts' keys.</summary>
internal static class Files
{
    public static void AddFiles(this IServiceCollection services)
    {
        services.AddSingleton<IBlobStore>(provider => new FolderBlobStore(
            new FolderBlobOptions(DataFolder.Blobs(FolderOf(provider))), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new FolderUploads(
            new FolderUploadOptions(Path.Combine(FolderOf(provider), "uploads")),
            provider.GetRequiredService<KeyedHash>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IUploads>(provider => provider.GetRequiredService<FolderUploads>());
        services.AddSingleton<ISheetReader, SheetReader>();
        services.AddSingleton(provider => ReceiptKeys.Open(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton(Scanner);
    }

    private static string FolderOf(IServiceProvider provider) => DataFolder.Of(provider.GetRequiredService<IConfiguration>());

    /// <summary>ClamAV where <c>Files:ClamAv:Host</c> names one; in Development only the test signature is looked for.</summary>
    private static IFileScanner Scanner(IServiceProvider provider)
    {
        var configuration = provider.GetRequiredService<IConfiguration>();
        if (configuration["Files:ClamAv:Host"] is { Length: > 0 } host)
        {
            var port = configuration.GetValue("Files:ClamAv:Port", new ClamAvOptions(host).Port);
            return new ClamAvScanner(new ClamAvOptions(host, port), provider.GetRequiredService<TimeProvider>());
        }

        return provider.GetRequiredService<IHostEnvironment>().IsDevelopment() ? new EicarScanner() : new NoScanner();
    }

    /// <summary>Without a scanner no file is taken: unscanned is not clean.</summary>
    private sealed class NoScanner : IFileScanner
    {
        private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(5);

        public ValueTask<string?> ScanAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
            throw new EngineBusyException("No file scanner is configured: Files:ClamAv:Host.", RetryAfter);
    }
}
