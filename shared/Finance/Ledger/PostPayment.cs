using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Posts what a payment moved.</summary>
public sealed class PostPayment(LedgerBook ledger)
{
    /// <summary>Handles <see cref="MoneyMovedV1"/>.</summary>
    public async ValueTask HandleAsync(MoneyMovedV1 moved, MessageContext context, CancellationToken cancellationToken)
    {
        if (PaymentJournals.Of(moved) is { } draft)
            await ledger.PostAsync(draft, context.Cause, context.Message.Correlation, cancellationToken);
    }
}
