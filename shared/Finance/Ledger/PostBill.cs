using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Posts what bills and pupils' credit cause.</summary>
public sealed class PostBill(LedgerBook ledger)
{
    public ValueTask IssuedAsync(BillIssuedV1 issued, MessageContext context, CancellationToken cancellationToken) =>
        PostAsync(BillJournals.Of(issued), context, cancellationToken);

    public ValueTask ReversedAsync(BillReversedV1 reversed, MessageContext context, CancellationToken cancellationToken) =>
        PostAsync(BillJournals.Of(reversed), context, cancellationToken);

    public ValueTask PaidAsync(BillPaidV1 paid, MessageContext context, CancellationToken cancellationToken) =>
        PostAsync(BillJournals.Of(paid), context, cancellationToken);

    public ValueTask ReturnedAsync(BillReturnedV1 returned, MessageContext context, CancellationToken cancellationToken) =>
        PostAsync(BillJournals.Of(returned), context, cancellationToken);

    public ValueTask GrantedAsync(CreditGrantedV1 granted, MessageContext context, CancellationToken cancellationToken) =>
        PostAsync(BillJournals.Of(granted), context, cancellationToken);

    public ValueTask UsedAsync(CreditUsedV1 used, MessageContext context, CancellationToken cancellationToken) =>
        PostAsync(BillJournals.Of(used), context, cancellationToken);

    public ValueTask WrittenOffAsync(BillWrittenOffV1 written, MessageContext context, CancellationToken cancellationToken) =>
        PostAsync(BillJournals.Of(written), context, cancellationToken);

    private async ValueTask PostAsync(JournalDraft? draft, MessageContext context, CancellationToken cancellationToken)
    {
        if (draft is not null) await ledger.PostAsync(draft, context.Cause, context.Message.Correlation, cancellationToken);
    }
}
