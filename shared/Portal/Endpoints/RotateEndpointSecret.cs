using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>Gives an endpoint a new secret; for a while webhooks are signed with both.</summary>
public sealed class RotateEndpointSecret(EndpointBook book, FillRandom random, TimeProvider clock)
{
    /// <summary>How long the old secret goes on signing beside the new one.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    /// <summary>Rotates. The answer is the only one that shows the new secret.</summary>
    public async ValueTask<Result<EndpointSecret>> HandleAsync(RecordId id, Caller caller, CancellationToken cancellationToken)
    {
        if (id == EndpointDirectory.Configured) return PortalProblems.SetByConfiguration;
        var secret = WebhookSecret.NewText(random);
        var until = clock.GetUtcNow() + Overlap;
        var result = await book.ChangeAsync(
            caller,
            "rotate-secret",
            id,
            cause: null,
            endpoint => endpoint.Secret.Length == 0
                ? endpoint with { Secret = secret }
                : endpoint with { Secret = secret, PreviousSecret = endpoint.Secret, PreviousSecretUntil = until },
            [],
            cancellationToken).ConfigureAwait(false);
        return result.Succeeded(out _, out var problem) ? new EndpointSecret(id, secret) : problem;
    }
}
