using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using PublicServices.Infra.Cosmos;
using PublicServices.Infra.Delivery;

namespace PublicServices.Tests.Doubles.Cosmos;

/// <summary>Opens the engine as a start does: its containers are there, or there is none.</summary>
public static class OpenCosmos
{
    /// <param name="options">How the account is reached.</param>
    /// <param name="publisher">The broker.</param>
    /// <param name="clock">The time.</param>
    /// <param name="create">Makes what is missing first.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<CosmosEngine> EngineAsync(
        CosmosOptions options, IMessagePublisher publisher, TimeProvider clock, bool create, CancellationToken cancellationToken)
    {
        var containers = new CosmosContainers(options);
        try
        {
            await containers.CheckAsync(create, cancellationToken);
            return new CosmosEngine(containers, publisher, clock, RandomNumberGenerator.Fill, NullLogger.Instance);
        }
        catch
        {
            containers.Dispose();
            throw;
        }
    }
}
