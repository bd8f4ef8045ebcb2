using System.Globalization;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Infra.Sandbox;

/// <summary>The payer presses the button on the sandbox's page.</summary>
public sealed class PressInSandbox(IRecordStore store, SandboxOptions options, IdSource ids, TimeProvider clock)
{
    private const long DifferenceVnd = 1_000;
    private readonly Records<SandboxCharge> _charges = new(store, () => SandboxJson.Default.SandboxCharge);

    /// <summary>The order of a signed link, for the page.</summary>
    /// <returns>The order; or <c>SBX-001</c>.</returns>
    public Result<SandboxOrder> Read(string query) =>
        SandboxOrder.Read(query, options.Secret) is { } order ? order : SandboxProblems.LinkInvalid;

    /// <summary>Takes the money, or does not; the callbacks that follow are sent by message. Pressing twice takes once.</summary>
    /// <param name="query">The signed link's query string.</param>
    /// <param name="behaviour">What the sandbox is to do.</param>
    /// <param name="cancellationToken">Stops before anything is taken.</param>
    /// <returns>The receipt; or <c>SBX-001</c>, <c>SBX-002</c> expired, <c>SBX-003</c> closed.</returns>
    public async ValueTask<Result<SandboxReceipt>> HandleAsync(string query, SandboxBehaviour behaviour, CancellationToken cancellationToken)
    {
        if (!Read(query).Succeeded(out var order, out var problem)) return problem;
        var now = clock.GetUtcNow();
        if (now >= order.ExpiresAt) return SandboxProblems.LinkExpired;

        var id = SandboxCharge.IdOf(order.Attempt);
        var reference = $"SBX{ids.Next().ToUpperInvariant()}";
        var charge = Take(order, behaviour, reference, now);
        var nothing = new Loaded<SandboxCharge>(id, 0, null);
        var change = new Change<SandboxCharge>(charge) { Messages = Callbacks(id, charge, behaviour, reference, now) };
        var result = await _charges.CommitAsync(nothing, change, cause: null, cancellationToken);
        if (result.Outcome == CommitOutcome.Done) return ReceiptOf(charge);

        var before = (await _charges.LoadAsync(id, cancellationToken)).State!;
        return before.Status == OutcomeKind.Succeeded ? ReceiptOf(before) : SandboxProblems.OrderClosed;
    }

    private static SandboxReceipt ReceiptOf(SandboxCharge charge) =>
        new(charge.Status, charge.Captures.Count > 0 ? charge.Captures[0].Reference : null, charge.Attempt);

    private static SandboxCharge Take(SandboxOrder order, SandboxBehaviour behaviour, string reference, DateTimeOffset now)
    {
        var asked = order.Amount;
        Money? taken = behaviour switch
        {
            SandboxBehaviour.Fail or SandboxBehaviour.Cancel or SandboxBehaviour.Hang => null,
            SandboxBehaviour.Underpay => asked with { MinorUnits = Math.Max(1, asked.MinorUnits - DifferenceVnd) },
            SandboxBehaviour.Overpay => asked with { MinorUnits = asked.MinorUnits + DifferenceVnd },
            SandboxBehaviour.OtherCurrency => asked with { Currency = asked.Currency == Money.Dong ? "USD" : Money.Dong },
            _ => asked,
        };
        var status = behaviour switch
        {
            SandboxBehaviour.Fail => OutcomeKind.Failed,
            SandboxBehaviour.Cancel => OutcomeKind.Cancelled,
            SandboxBehaviour.Hang => OutcomeKind.Pending,
            _ => OutcomeKind.Succeeded,
        };
        List<SandboxCapture> captures = taken is { } money ? [new(reference, money, now)] : [];
        if (behaviour == SandboxBehaviour.TakeTwice) captures.Add(new(reference + "B", asked, now));
        return new SandboxCharge(order.Attempt, status, captures, [], order.ExpiresAt);
    }

    private List<Outgoing> Callbacks(RecordId id, SandboxCharge charge, SandboxBehaviour behaviour, string reference, DateTimeOffset now)
    {
        var outcome = charge.OutcomeAt(now);
        List<Outgoing> due = [];
        switch (behaviour)
        {
            case SandboxBehaviour.StaySilent:
                break;
            case SandboxBehaviour.CallLate:
                Owe(1, outcome, now + options.LateBy);
                break;
            case SandboxBehaviour.CallTwice:
                Owe(1, outcome);
                Owe(1, outcome);
                Owe(2, outcome);
                break;
            case SandboxBehaviour.CallOutOfOrder:
                Owe(2, outcome);
                Owe(1, GatewayOutcome.Pending);
                break;
            case SandboxBehaviour.TakeTwice:
                Owe(1, outcome);
                Owe(2, GatewayOutcome.Succeeded(charge.Captures[1].Amount, charge.Captures[1].Reference, now));
                break;
            default:
                Owe(1, outcome);
                break;
        }

        return due;

        void Owe(int number, GatewayOutcome news, DateTimeOffset? notBefore = null)
        {
            var callback = new SandboxCallbackDueV1(charge.Attempt, string.Create(CultureInfo.InvariantCulture, $"{reference}.{number}"), news);
            var message = SandboxMessages.CallbackDue.Write(
                string.Create(CultureInfo.InvariantCulture, $"{id.Value}.{reference}.{due.Count}"), id, now, charge.Attempt.Payment.Value, callback);
            due.Add(new Outgoing(message, notBefore));
        }
    }
}
