using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PublicServices.Infra.Blobs;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting;

/// <summary>Puts Azure Storage behind the ports for files where <c>Blobs:Endpoint</c> or <c>Blobs:ConnectionString</c> names an account.</summary>
internal static class AzureFiles
{
    public static bool IsConfigured(IConfiguration configuration) =>
        configuration["Blobs:Endpoint"] is { Length: > 0 } || configuration["Blobs:ConnectionString"] is { Length: > 0 };

    /// <summary>Takes the embedded engine's place as far as files go; leaves it where nothing is configured.</summary>
    /// <exception cref="InvalidOperationException">A setting is wrong; one line for each.</exception>
    public static void AddAzureFiles(this IServiceCollection services, IConfiguration configuration)
    {
        if (!IsConfigured(configuration)) return;
        var options = Read(configuration);
        services.TryAddSingleton<TokenCredential>(_ => new DefaultAzureCredential());
        services.RemoveAll<FolderUploads>();
        services.Replace(ServiceDescriptor.Singleton<IBlobStore>(provider =>
            new AzureBlobStore(options.OpenContainer(provider.GetRequiredService<TokenCredential>()))));
        services.Replace(ServiceDescriptor.Singleton<IUploads>(provider => new AzureUploads(
            options.OpenQuarantine(provider.GetRequiredService<TokenCredential>()), options, provider.GetRequiredService<TimeProvider>())));
    }

    /// <summary>Where pages send uploads to beside this server; null when nowhere else.</summary>
    public static string? UploadOrigin(IConfiguration configuration) => IsConfigured(configuration)
        ? Read(configuration).OpenQuarantine(NoToken.Instance).Uri.GetLeftPart(UriPartial.Authority)
        : null;

    private static AzureBlobOptions Read(IConfiguration configuration)
    {
        var options = configuration.GetSection("Blobs").Get<AzureBlobOptions>() ?? new AzureBlobOptions();
        var faults = options.Faults().ToList();
        return faults.Count == 0 ? options : throw new InvalidOperationException(string.Join(Environment.NewLine, faults));
    }

    /// <summary>An address is asked for, and nobody is spoken to.</summary>
    private sealed class NoToken : TokenCredential
    {
        public static readonly NoToken Instance = new();

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new InvalidOperationException();

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new InvalidOperationException();
    }
}
