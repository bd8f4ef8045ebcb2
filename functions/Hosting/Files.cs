using PublicServices.Infra.Blobs;
using PublicServices.Infra.Receipts;
using PublicServices.Infra.Sheets;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting;

/// <summary>Registers what handles files: blobs and receipts' keys in the data folder, sheets, the malware scanner.</summary>
internal static class Files
{
    public static void AddFiles(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        var folder = DataFolder.Of(configuration);
        services.AddSingleton<IBlobStore>(provider => new FolderBlobStore(
            new FolderBlobOptions(Path.Combine(folder, "blobs")), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IReceiptSigner>(_ => ReceiptKeyFiles.Open(ReceiptKeyOptions.In(folder)));
        services.AddSingleton<ISheetReader, SheetReader>();
        services.AddSingleton(provider => Scanner(provider, configuration, environment));
    }

    /// <summary>
    /// <c>Files:Scanner:Host</c> and <c>:Port</c> of a clamd. Without one, Development looks for the harmless test file only,
    /// and elsewhere the address of a local clamd is assumed: uploads then wait for it instead of going unscanned.
    /// </summary>
    private static IFileScanner Scanner(IServiceProvider provider, IConfiguration configuration, IHostEnvironment environment)
    {
        var host = configuration["Files:Scanner:Host"];
        if (host is null && environment.IsDevelopment()) return new EicarScanner();
        var options = new ClamAvOptions(host ?? "localhost", configuration.GetValue("Files:Scanner:Port", 3310));
        return new ClamAvScanner(options, provider.GetRequiredService<TimeProvider>());
    }
}
