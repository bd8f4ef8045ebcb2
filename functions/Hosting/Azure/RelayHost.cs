using PublicServices.Infra.Cosmos;

namespace PublicServices.Functions.Hosting.Azure;

/// <summary>Relays the outbox while a plain process runs; behind the Functions host, the change feed's trigger does.</summary>
internal sealed class RelayHost(CosmosEngine engine) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        engine.RelayLoop.Start();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await engine.RelayLoop.StopAsync();
}
