using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>
/// Locks a registration that is confirmed once its unit is locked, so that no second run is needed. Either the lock is seen
/// here, or it is begun after the row was brought up to date here, and its walk meets the row.
/// </summary>
public sealed class LockConfirmed(IRecordStore store, IViewStore views, Registrations registrations)
{
    /// <summary>
    /// How long before its window closes a unit's confirmations begin to ask. Rows of what was confirmed earlier are up to date
    /// when the list is locked, unless messages have waited for longer than this.
    /// </summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromHours(24);

    private readonly Records<UnitLock> _locks = new(store, () => ExamsJson.Default.UnitLock);

    /// <summary>Handles <see cref="RegistrationConfirmedV1"/>. What is no longer confirmed, or is in a unit that is not locked, is left as it is.</summary>
    public async ValueTask HandleAsync(RegistrationConfirmedV1 confirmed, MessageContext context, CancellationToken cancellationToken)
    {
        var seen = await registrations.LoadAsync(confirmed.Registration, cancellationToken);
        if (seen.State is not { State: RegistrationState.Confirmed } registration) return;
        await views.ApplyAsync([.. ExamViews.Rows(ExamViews.Of(seen.Id, seen.Version, registration))], cancellationToken);

        var unit = await _locks.LoadAsync(LockUnitHandler.Id(confirmed.ExamSession, confirmed.Unit), cancellationToken);
        if (unit.State is not { By: var officer }) return;
        await registrations.ChangeSeenAsync(
            seen.Id,
            Asked.By(context) with { Caller = officer },
            expectedVersion: null,
            (loaded, _) => loaded.State!.Form.Unit == confirmed.Unit ? Decide(loaded) : (Decision?)null,
            cancellationToken);
    }

    /// <summary>Locks what is confirmed; refuses anything else.</summary>
    internal static Result<Decision?> Decide(Loaded<Registration> loaded) =>
        Moves.Next(loaded.State!.State, RegistrationAction.Lock, loaded.State.FeeSettled, loaded.State.NeedsCheck)
            .Succeeded(out var next, out var refusal)
            ? new Decision(loaded.State with { State = next, Invitation = null }, RegistrationAction.Lock)
            : refusal;

    /// <summary>True when a change confirms a registration, or moves a confirmed one, whose unit's list may be locked by now.</summary>
    internal static bool MayBeDue(Registration? before, Registration after, DateTimeOffset now) =>
        after is { State: RegistrationState.Confirmed, Form.Unit: not null }
        && (before?.State is not RegistrationState.Confirmed || before.Form.Unit != after.Form.Unit)
        && (after.ListClosesAt is not { } closes || now >= closes - Ahead);

    /// <summary>Asks whether the unit is locked, in the registration's own session.</summary>
    internal static Message Due(RecordId id, Registration after, Asked asked, string stem) =>
        ExamContracts.RegistrationConfirmed.Write(
            $"{stem}-l", id, asked.ArrivedAt, asked.Correlation, new RegistrationConfirmedV1(id, after.Session, after.Form.Unit!));
}
