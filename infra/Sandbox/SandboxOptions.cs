namespace PublicServices.Infra.Sandbox;

/// <summary>How the sandbox gateway runs. It takes no real money and exists outside production only.</summary>
public sealed record SandboxOptions
{
    /// <summary>Signs links and callbacks, 26 characters or more. The same after a restart: payers hold signed links.</summary>
    public required string Secret { get; init; }

    /// <summary>Where callbacks are sent; asked for each time, because a server learns its own address only once it listens.</summary>
    public required Func<Uri> CallbackUrl { get; init; }

    /// <summary>Whether payments may credit on a signed callback alone. Default true: the callback signs amount and currency.</summary>
    public bool CallbackIsProof { get; init; } = true;

    /// <summary>How long a payer has. Default 30 minutes.</summary>
    public TimeSpan AttemptLifetime { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a callback may travel before it is refused. Default 5 minutes either way.</summary>
    public TimeSpan ReplayWindow { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How late a late callback is. Default 2 minutes: after the first sweep.</summary>
    public TimeSpan LateBy { get; init; } = TimeSpan.FromMinutes(2);
}
