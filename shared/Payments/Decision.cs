using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>What a piece of news or a request makes of a payment.</summary>
/// <param name="Payment">The payment after it.</param>
/// <param name="Effect">The sort of change; when <see cref="Effect.Ignored"/>, only <paramref name="Also"/> and <paramref name="Keep"/> are committed.</param>
/// <param name="Action">Word for the history; a forced change is recorded as <see cref="ForcedAction"/> whatever caused it.</param>
/// <param name="Note">Particulars for the history; null when there are none.</param>
/// <param name="Also">A message beside those that follow from the change itself; null for none.</param>
/// <param name="Keep">What the change rests on, kept beside the payment; null for nothing. Committed even when nothing else is new.</param>
internal sealed record Decision(
    Payment Payment, Effect Effect, string Action, string? Note = null, Outgoing? Also = null, Document? Keep = null)
{
    public const string ForcedAction = "payment-forced";

    /// <summary>Nothing new.</summary>
    public static Decision Ignored(Payment payment) => new(payment, Effect.Ignored, "ignored");

    public HistoryEntry Entry(Payment? before, Caller by, DateTimeOffset now, long version) => new(
        now, by, Effect == Effect.Forced ? ForcedAction : Action, before?.Status.ToString(), Payment.Status.ToString(), version, Note);
}
