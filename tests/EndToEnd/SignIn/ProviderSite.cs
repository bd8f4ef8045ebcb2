namespace PublicServices.Tests.EndToEnd.SignIn;

/// <summary>A server in Development whose people sign in at a provider.</summary>
public sealed class ProviderSite : IAsyncLifetime
{
    private readonly DataFolder _folder = new();

    internal ProviderDouble Provider { get; private set; } = null!;

    internal ServerProcess Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Provider = await ProviderDouble.StartAsync();
        Server = await ServerProcess.StartAsync(_folder.Path, Provider.Settings());
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Provider.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>A server in Production that speaks with its provider over TLS, and trusts nobody else.</summary>
public sealed class ProductionSite : IAsyncLifetime
{
    private readonly DataFolder _folder = new();
    private readonly DataFolder _trust = new();

    internal ProviderDouble Provider { get; private set; } = null!;

    internal ServerProcess Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var trusted = _trust.File("trusted.pem");
        Provider = await ProviderDouble.StartAsync(LoopbackCertificate.Make(trusted));
        (await ServerProcess.RunAsync(_folder.Path, "seed")).ExitCode.Should().Be(0);
        Server = await ServerProcess.StartAsync(
            _folder.Path, new Dictionary<string, string> { ["SSL_CERT_FILE"] = trusted }, ["--environment=Production", .. Provider.Settings()]);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Provider.DisposeAsync();
        _folder.Dispose();
        _trust.Dispose();
    }
}
