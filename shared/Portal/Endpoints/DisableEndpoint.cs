using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>Stops telling an endpoint anything; events are kept for it in order.</summary>
public sealed class DisableEndpoint(EndpointBook book)
{
    /// <summary>Longest reason kept.</summary>
    public const int MaxReasonLength = 200;

    public ValueTask<Result<Endpoint>> HandleAsync(RecordId id, string? reason, Caller caller, CancellationToken cancellationToken) =>
        book.ChangeAsync(
            caller,
            "disable",
            id,
            cause: null,
            endpoint => endpoint with
            {
                Status = EndpointStatus.Disabled,
                DisabledReason = reason is { Length: <= MaxReasonLength } ? reason : reason?[..MaxReasonLength],
            },
            [],
            cancellationToken);
}
