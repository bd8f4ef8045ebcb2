namespace PublicServices.Portal;

/// <summary>How this system talks with the National Public Service Portal. Configuration section <c>Portal</c>.</summary>
public sealed record PortalOptions
{
    /// <summary>What the portal tells us.</summary>
    public PortalInboundOptions Inbound { get; init; } = new();

    /// <summary>What we tell the portal.</summary>
    public PortalOutboundOptions Outbound { get; init; } = new();
}

/// <summary>Webhooks coming in. Configuration section <c>Portal:Inbound</c>.</summary>
public sealed record PortalInboundOptions
{
    /// <summary>Secrets a webhook may be signed with, <c>whsec_…</c>; two of them while one is rotated out. None: nothing is accepted.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Largest body in bytes; 20,000 by default, as the Standard Webhooks specification advises. 1,000 to 200,000.</summary>
    public int MaxBytes { get; init; } = 20_000;

    /// <summary>How far a webhook's timestamp may be from our clock, either way; 300 s by default. Older ones are taken for replays.</summary>
    public int ToleranceSeconds { get; init; } = 300;
}

/// <summary>Webhooks going out. Configuration section <c>Portal:Outbound</c>.</summary>
public sealed record PortalOutboundOptions
{
    /// <summary>An endpoint set up by configuration rather than by hand; it needs no verification. Null for none.</summary>
    public string? Url { get; init; }

    /// <summary>What that endpoint's webhooks are signed with, <c>whsec_…</c>. Required with <see cref="Url"/>.</summary>
    public string? Secret { get; init; }

    /// <summary>Procedures that endpoint hears about; empty for all.</summary>
    public IReadOnlyList<string> Procedures { get; init; } = [];

    /// <summary>Seconds an endpoint has to answer; 15 by default, 1 to 30.</summary>
    public int TimeoutSeconds { get; init; } = 15;

    /// <summary>
    /// True lets webhooks go to private, loopback and link-local addresses and over plain HTTP. Development only: elsewhere an
    /// endpoint's address is chosen by somebody outside, who must not reach our own network through us.
    /// </summary>
    public bool AllowPrivateAddresses { get; init; }
}
