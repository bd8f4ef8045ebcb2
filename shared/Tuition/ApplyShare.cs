using System.Globalization;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>A share of a payment reaches its bill, or is taken back from it.</summary>
public sealed class ApplyShare(StudentAccounts accounts, TuitionNotices notices)
{
    public async ValueTask PaidAsync(BillSharePaidV1 paid, MessageContext context, CancellationToken cancellationToken)
    {
        var asked = Asked.By(context);
        await accounts.ChangeAsync(
            paid.Account,
            context.Cause,
            (loaded, stem) =>
            {
                var posting = new AccountPosting(loaded, Must(loaded), asked, stem);
                posting.Receive(paid.Period, paid.AmountVnd, paid.Reference, paid.PaidAt);
                if (posting.Account.Latest(paid.Period) is { } bill
                    && notices.Paid(loaded.Id, posting.Account, bill, paid.AmountVnd, loaded.Version + 1, asked, $"{stem}-n") is { } notice)
                    posting.Send(notice);
                // The document's id is the payment's: told twice by whatever way, it counts once.
                return posting.Close(once: paid.Kept == 0
                    ? Once("p", paid.Basket, paid.Round, paid.Period)
                    : Once(string.Create(CultureInfo.InvariantCulture, $"k{paid.Kept}"), paid.Basket, paid.Round, paid.Period));
            },
            cancellationToken);
    }

    public async ValueTask ReturnedAsync(BillShareReturnedV1 returned, MessageContext context, CancellationToken cancellationToken)
    {
        var (asked, once) = (Asked.By(context), Once(
            string.Create(CultureInfo.InvariantCulture, $"q{returned.Number}"), returned.Basket, returned.Round, returned.Period));
        // A repeat must not be taken for money that never came.
        if (await accounts.HasAsync(returned.Account, once, cancellationToken)) return;
        await accounts.ChangeAsync(
            returned.Account,
            context.Cause,
            (loaded, stem) =>
            {
                var posting = new AccountPosting(loaded, Must(loaded), asked, stem);
                posting.Return(returned);
                return posting.Close(once: once);
            },
            cancellationToken);
    }

    private static StudentAccount Must(Loaded<StudentAccount> loaded) =>
        loaded.State ?? throw new PermanentFailureException("account-unknown", $"{loaded.Id} was never billed.");

    private static string Once(string kind, RecordId basket, int round, string period) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind}/{basket.Value}-{round}/{period}");
}
