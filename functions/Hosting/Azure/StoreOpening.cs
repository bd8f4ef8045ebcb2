using PublicServices.Infra.Cosmos;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Azure;

/// <summary>
/// Reaches the store while the rest of the program is put together. Each is half of a start, and they share nothing but its end:
/// nothing is served before the store is checked.
/// </summary>
internal sealed class StoreOpening
{
    /// <summary>How long a start waits for an account that does not answer, well below the host's <see cref="HostLimits.InitializationTimeout"/>.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Task<CosmosContainers> _made;

    private StoreOpening(StoreSettings settings)
    {
        _made = Task.Run(() => new CosmosContainers(settings.Options));
        Checked = Task.Run(() => CheckAsync(settings.Creates));
    }

    /// <summary>Where everything is. Waits for the client to be made, not for the account.</summary>
    public CosmosContainers Containers => _made.GetAwaiter().GetResult();

    /// <summary>Done when every container was found.</summary>
    /// <exception cref="InvalidOperationException">A line for each container that is missing or partitioned otherwise.</exception>
    /// <exception cref="EngineBusyException">The account does not answer.</exception>
    public Task Checked { get; }

    /// <summary>Begins at once.</summary>
    public static StoreOpening Begin(StoreSettings settings) => new(settings);

    private async Task CheckAsync(bool creates)
    {
        var containers = await _made;
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                await containers.CheckAsync(creates, CancellationToken.None);
                return;
            }
            catch (EngineBusyException e) when (clock.GetElapsedTime(began) + e.RetryAfter < Patience)
            {
                await Task.Delay(e.RetryAfter, clock);
            }
        }
    }
}
