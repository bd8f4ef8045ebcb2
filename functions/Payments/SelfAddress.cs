using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace PublicServices.Functions.Payments;

/// <summary>Where this server can be reached from this machine, once it listens.</summary>
internal sealed class SelfAddress(IServer server)
{
    /// <exception cref="InvalidOperationException">The server does not listen yet.</exception>
    public Uri Current
    {
        get
        {
            var bound = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
                ?? throw new InvalidOperationException("The server has no address yet.");
            // A wildcard is where it listens, not where it can be called.
            return new Uri(bound
                .Replace("://[::]", "://localhost", StringComparison.Ordinal)
                .Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal)
                .Replace("://*", "://localhost", StringComparison.Ordinal)
                .Replace("://+", "://localhost", StringComparison.Ordinal));
        }
    }
}
