using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>Whether an endpoint is sent anything.</summary>
public enum EndpointStatus
{
    /// <summary>Nobody has shown yet that the address belongs to whoever added it; nothing is sent.</summary>
    Unverified,

    /// <summary>Events are sent as they happen.</summary>
    Live,

    /// <summary>Events are kept, in order, until it is enabled again.</summary>
    Disabled,

    /// <summary>Removed for good; only what it was told can still be looked up.</summary>
    Archived,
}

/// <summary>Somewhere that hears of dossiers.</summary>
/// <param name="Id"><c>end-</c> and an id.</param>
/// <param name="Name">For people.</param>
/// <param name="Url">HTTPS address webhooks are posted to; plain HTTP only where private addresses are allowed.</param>
/// <param name="Owner">Account that added it; a partner sees its own endpoints only.</param>
/// <param name="Status">Whether it is sent anything.</param>
/// <param name="Secret">What webhooks to it are signed with, <c>whsec_…</c>; empty after an import without secrets, until it gets a new one.</param>
/// <param name="CreatedAt">When it was added.</param>
public sealed record Endpoint(
    RecordId Id, string Name, string Url, string Owner, EndpointStatus Status, string Secret, DateTimeOffset CreatedAt)
{
    /// <summary>What record ids of endpoints start with.</summary>
    public const string Kind = "end";

    /// <summary>Procedures it hears about; empty for all.</summary>
    public IReadOnlyList<string> Procedures { get; init; } = [];

    /// <summary>The secret before the last rotation; null for none.</summary>
    public string? PreviousSecret { get; init; }

    /// <summary>Until when webhooks are signed with the previous secret as well.</summary>
    public DateTimeOffset? PreviousSecretUntil { get; init; }

    /// <summary>Since when events are kept for it; null until it is verified. Earlier ones reach it by replay.</summary>
    public DateTimeOffset? LiveFrom { get; init; }

    /// <summary>Why it is disabled.</summary>
    public string? DisabledReason { get; init; }

    /// <summary>When it was removed; null while it is not.</summary>
    public DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>It asked to be left alone until then.</summary>
    public DateTimeOffset? ThrottledUntil { get; init; }

    /// <summary>True when it hears about a procedure.</summary>
    public bool Wants(string procedure) => LiveFrom is not null && (Procedures.Count == 0 || Procedures.Contains(procedure));

    /// <summary>What to sign with at a moment: during a rotation, both.</summary>
    public IReadOnlyList<WebhookSecret> SecretsAt(DateTimeOffset now) =>
        PreviousSecret is { } previous && now < PreviousSecretUntil
            ? [WebhookSecret.Parse(Secret), WebhookSecret.Parse(previous)]
            : [WebhookSecret.Parse(Secret)];
}

/// <summary>All endpoints, in one record: there are few, they change rarely, and every event needs the list.</summary>
public sealed record EndpointRegister(IReadOnlyList<Endpoint> Endpoints)
{
    /// <summary>The most endpoints; each one adds a delivery to every event.</summary>
    public const int MaxEndpoints = 16;

    /// <summary>Removed endpoints that are remembered; the oldest are forgotten beyond it.</summary>
    public const int MaxArchived = 200;

    /// <summary>Endpoints that were removed, oldest first; null for none.</summary>
    public IReadOnlyList<Endpoint>? Archived { get; init; }

    /// <summary>The one record.</summary>
    public static readonly RecordId RecordId = new("end-register");

    /// <summary>Nobody to tell.</summary>
    public static readonly EndpointRegister Empty = new([]);

    /// <summary>One endpoint; null when there is none of that id.</summary>
    public Endpoint? Find(RecordId id) => Endpoints.FirstOrDefault(endpoint => endpoint.Id == id);

    /// <summary>The register with one endpoint replaced.</summary>
    public EndpointRegister With(Endpoint changed) =>
        this with { Endpoints = [.. Endpoints.Select(endpoint => endpoint.Id == changed.Id ? changed : endpoint)] };

    /// <summary>One endpoint that was removed; null when none of that id is remembered.</summary>
    public Endpoint? FindArchived(RecordId id) => Archived?.FirstOrDefault(endpoint => endpoint.Id == id);

    /// <summary>The register with one more endpoint; one that was removed before under the same id is no longer archived.</summary>
    public EndpointRegister Add(Endpoint added) =>
        this with { Endpoints = [.. Endpoints, added], Archived = [.. (Archived ?? []).Where(other => other.Id != added.Id)] };

    /// <summary>The register with one endpoint removed: nothing of it is kept that could be misused.</summary>
    public EndpointRegister Archive(Endpoint endpoint, DateTimeOffset now)
    {
        var archived = endpoint with
        {
            Status = EndpointStatus.Archived,
            ArchivedAt = now,
            Secret = "",
            PreviousSecret = null,
            PreviousSecretUntil = null,
            ThrottledUntil = null,
        };
        return this with
        {
            Endpoints = [.. Endpoints.Where(other => other.Id != endpoint.Id)],
            Archived = [.. (Archived ?? []).TakeLast(MaxArchived - 1), archived],
        };
    }
}
