using System.Text.Json;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>Keeps what can be credited to nobody, each in a record of its own, in front of an officer.</summary>
internal static class StrayCallbacks
{
    /// <summary>The commit that keeps a stray; a second copy of the notification meets the first.</summary>
    public static Commit Keep(
        StoredCallback stored, string? named, GatewayOutcome outcome, CaseKind reason, DateTimeOffset now, string correlation, Cause? cause)
    {
        var stray = new StrayCallback(stored, named, reason, outcome.Amount, outcome.Reference, CaseStatus.Open);
        var id = new RecordId($"{ReceiveCallback.StrayKind}-{stored.Gateway}-{ReceiveCallback.Short(stored.EventId).ToLowerInvariant()}");
        return new Commit
        {
            Record = id,
            ExpectedVersion = 0,
            State = JsonSerializer.SerializeToUtf8Bytes(stray, PaymentsJson.Default.StrayCallback),
            Messages =
            [
                new(PaymentContracts.PaymentChanged.WriteNamed($"{id.Value}.v1.changed", id, now, correlation, Shown(id, 1, stray))),
                .. Moved(id, stray, outcome, now, correlation),
            ],
            Cause = cause,
        };
    }

    /// <summary>Why an officer must look at news of an order nobody has; null when there is no money in it.</summary>
    public static CaseKind? ReasonFor(GatewayOutcome outcome) => outcome.Kind switch
    {
        OutcomeKind.Succeeded => CaseKind.UnknownReference,
        OutcomeKind.Suspicious => CaseKind.Suspicious,
        _ => null,
    };

    /// <summary>
    /// What the ledger holds for a stray at its gateway; null for nothing. A transfer is held by the bank's line, which stays among the
    /// lines to be named.
    /// </summary>
    public static Money? Held(StrayCallback stray) => stray.Callback.Gateway == CreditTransfer.BankName ? null : Proven(stray);

    private static Money? Proven(StrayCallback stray) =>
        stray is { Kind: CaseKind.UnknownReference, Amount: { MinorUnits: > 0 } amount, Reference.Length: > 0 and <= PaymentLimits.MaxReferenceLength } ? amount : null;

    /// <summary>Money that a gateway proves it took belongs to somebody, so the ledger holds it until they are found.</summary>
    private static IEnumerable<Outgoing> Moved(
        RecordId id, StrayCallback stray, GatewayOutcome outcome, DateTimeOffset now, string correlation)
    {
        if (Proven(stray) is not { } amount) yield break;
        var at = outcome.At is { } told && told < now ? told : now;
        var moved = new MoneyMovedV1(
            id, 1, "", "", "", stray.Named ?? "", at, true, [new MoneyMovementV1(MovementKind.Unclaimed, amount, stray.Callback.Gateway, stray.Reference)]);
        yield return new Outgoing(PaymentContracts.MoneyMoved.WriteNamed($"{id.Value}.v1.moved", id, now, correlation, moved));
    }

    /// <summary>A stray as lists of payments show it: a case without a payment.</summary>
    public static PaymentChangedV1 Shown(RecordId id, long version, StrayCallback stray)
    {
        var amount = stray.Amount ?? Money.Vnd(0);
        var entry = new PaymentCaseV1(
            1, stray.Kind.ToString(), stray.Callback.Gateway, stray.Reference, amount, stray.Callback.ReceivedAt, stray.Case.ToString(), stray.Named);
        return new PaymentChangedV1(id, version, "", "", "", amount, null, "", "", [entry]);
    }
}
