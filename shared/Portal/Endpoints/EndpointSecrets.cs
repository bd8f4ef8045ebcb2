namespace PublicServices.Portal;

/// <summary>The secrets in the register, and what an endpoint is without its own: disabled, until somebody gives it a new one.</summary>
public static class EndpointSecrets
{
    /// <summary>Why an endpoint is disabled whose secret an export left out.</summary>
    public const string LeftOut = "secret-left-out";

    /// <summary>The register without secrets. Endpoints keep their place: what is due waits for them.</summary>
    public static EndpointRegister LeaveOut(EndpointRegister register) => register with
    {
        Endpoints =
        [
            .. register.Endpoints.Select(endpoint => endpoint with
            {
                Secret = "",
                PreviousSecret = null,
                PreviousSecretUntil = null,
                Status = endpoint.Status is EndpointStatus.Unverified ? endpoint.Status : EndpointStatus.Disabled,
                DisabledReason = endpoint.Status is EndpointStatus.Live ? LeftOut : endpoint.DisabledReason,
            }),
        ],
    };

    /// <summary>What to do about each endpoint that has no secret.</summary>
    public static IEnumerable<string> Missing(EndpointRegister register) => register.Endpoints
        .Where(endpoint => endpoint.Secret.Length == 0)
        .Select(endpoint => endpoint.Id == EndpointDirectory.Configured
            ? $"{endpoint.Id} ({endpoint.Name}): its secret was left out; it is live again once the server starts with Portal:Outbound:Secret."
            : $"{endpoint.Id} ({endpoint.Name}): its secret was left out and it is disabled; make it a new secret, tell its owner, and enable it.");
}
