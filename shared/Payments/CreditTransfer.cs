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

    /// <summary>Handles <see cref="TransferReceivedV1"/>.</summary>
    /// <exception cref="PermanentFailureException"><c>transfer-invalid</c>: the message cannot be; <c>too-many-cases</c>.</exception>
    public async ValueTask HandleAsync(TransferReceivedV1 received, MessageContext context, CancellationToken cancellationToken)
    {
        if (!IsPossible(received)) throw new PermanentFailureException("transfer-invalid", $"{received.Line} credits {received.Amount}.");
        if (await FindAsync(received.Memo, cancellationToken) is { } attempt)
            await new TransferPosting(book, store).PostAsync(attempt, received, isByHand: false, context.Cause, Caller.System, cancellationToken);
        else
            await KeepStrayAsync(received, context, cancellationToken);
    }

    /// <summary>The one attempt whose memo stands in a text; null when there is none, or more than one.</summary>
    internal async ValueTask<AttemptId?> FindAsync(string text, CancellationToken cancellationToken)
    {
        AttemptId? found = null;
        foreach (var memo in TransferMemo.FindIn(text))
        {
            var page = await views.RangeAsync(new ViewRange(PaymentViews.ByMemo, memo, Take: 2), cancellationToken);
            foreach (var row in page.Rows)
            {
                if (!AttemptId.TryParse(row.Sort, out var attempt)) continue;
                if (found is { } other && other != attempt) return null;
                found = attempt;
            }
        }

        return found;
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
