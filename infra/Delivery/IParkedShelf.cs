using PublicServices.Kernel;

namespace PublicServices.Infra.Delivery;

/// <summary>The parked messages of engines whose broker cannot keep them: receivers put them here, operators look through them.</summary>
public interface IParkedShelf : IParkedStore
{
    /// <summary>Parked messages, newest first.</summary>
    /// <param name="before">Only those parked before this one; null for the newest.</param>
    /// <param name="take">1 to 200.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    ValueTask<IReadOnlyList<ParkedMessage>> ListAsync(long? before, int take, CancellationToken cancellationToken);

    /// <summary>One parked message; null when it is not there any more.</summary>
    ValueTask<ParkedMessage?> FindAsync(long id, CancellationToken cancellationToken);

    /// <summary>Takes a message off, because it was sent again or is dropped.</summary>
    /// <returns>False when it is not there any more.</returns>
    ValueTask<bool> RemoveAsync(long id, CancellationToken cancellationToken);

    /// <summary>How many each consumer has; a consumer that has none may be left out.</summary>
    ValueTask<IReadOnlyDictionary<string, long>> CountsAsync(CancellationToken cancellationToken);
}
