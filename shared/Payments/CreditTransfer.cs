using System.Text.Json;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>
/// Credits a line of a bank statement to the attempt whose memo it carries. What comes late, short, over or twice follows the same
/// table as any gateway's money; what carries no memo of ours, or several, is credited to nobody.
/// </summary>
public sealed class CreditTransfer(PaymentBook book, IRecordStore store, IViewStore views)
{
    /// <summary>Name that stands for the bank where no gateway is known.</summary>
    public const string BankName = "bank";

    internal const int MaxLineLength = 200;
    internal const int MaxMemoLength = 1_000;
    internal const int MaxBankReferenceLength = 100;

    /// <summary>
    /// How long a memo of ours may be unknown: the list of memos follows the payments, and a bank may be faster. Not longer, because a line
    /// that waits may keep others from being handled.
    /// </summary>
    public static readonly TimeSpan LookFor = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    /// <summary>Handles <see cref="TransferReceivedV1"/>.</summary>
    /// <exception cref="DeliverLaterException">Nobody knows the memo yet.</exception>
    /// <exception cref="PermanentFailureException"><c>transfer-invalid</c>: the message cannot be; <c>too-many-cases</c>.</exception>
    public async ValueTask HandleAsync(TransferReceivedV1 received, MessageContext context, CancellationToken cancellationToken)
    {
        if (!IsPossible(received)) throw new PermanentFailureException("transfer-invalid", $"{received.Line} credits {received.Amount}.");
        var memos = TransferMemo.FindIn(received.Memo);
        var named = await NamedAsync(memos, cancellationToken);
        if (named.Count == 0 && memos.Count > 0 && book.Now < context.Message.Time + LookFor)
            throw new DeliverLaterException(LookAgain, $"Nobody knows the memo of {received.Line} yet.");
        if (named is [var attempt])
            await new TransferPosting(book, store).PostAsync(attempt, received, isByHand: false, context.Cause, Caller.System, cancellationToken);
        else
            await KeepStrayAsync(received, context, cancellationToken);
    }

    /// <summary>The one attempt whose memo stands in a text; null when there is none, or more than one.</summary>
    internal async ValueTask<AttemptId?> FindAsync(string text, CancellationToken cancellationToken) =>
        await NamedAsync(TransferMemo.FindIn(text), cancellationToken) is [var attempt] ? attempt : null;

    private async ValueTask<IReadOnlyList<AttemptId>> NamedAsync(IReadOnlyList<string> memos, CancellationToken cancellationToken)
    {
        List<AttemptId> named = [];
        foreach (var memo in memos)
        {
            var page = await views.RangeAsync(new ViewRange(PaymentViews.ByMemo, memo, Take: 2), cancellationToken);
            foreach (var row in page.Rows)
            {
                if (AttemptId.TryParse(row.Sort, out var attempt) && !named.Contains(attempt)) named.Add(attempt);
            }
        }

        return named;
    }

    private static bool IsPossible(TransferReceivedV1 received) =>
        received.Line.Length is > 0 and <= MaxLineLength
        && received.Memo.Length <= MaxMemoLength
        && received.BankReference.Length is > 0 and <= MaxBankReferenceLength
        && received.Amount.MinorUnits > 0;

    private async ValueTask KeepStrayAsync(TransferReceivedV1 received, MessageContext context, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.Serialize(received, ContractsJson.Default.TransferReceivedV1);
        var stored = new StoredCallback(BankName, TransferPosting.KeyOf(received.Line), received.BookedAt, "", body);
        var outcome = GatewayOutcome.Succeeded(received.Amount, received.BankReference, received.BookedAt);
        await store.CommitAsync(
            StrayCallbacks.Keep(
                stored, named: null, outcome, CaseKind.UnknownReference, book.Now, context.Message.Correlation, context.Cause),
            cancellationToken);
    }
}
