using System.Globalization;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>News of a basket's payment: each bill is told its share, once for each payment that came or went back.</summary>
public sealed class ApplyBasketFee(IRecordStore store, IdSource ids)
{
    private readonly Records<Basket> _baskets = new(store, TuitionJson.Default.Basket);

    public ValueTask PaidAsync(FeePaidV1 paid, MessageContext context, CancellationToken cancellationToken) => ChangeAsync(
        paid.Payable,
        context,
        (basket, stem) =>
        {
            var round = RoundOf(paid.Payable, paid.Payment, basket);
            if (basket.PaidRounds.Contains(round)) return null;
            // Money of an earlier round, or of a second one, is passed on all the same: what a bill does not owe becomes credit.
            var messages = Shares(basket, paid.Amount.MinorUnits, (share, amount, i) => TuitionMessages.BillSharePaid.Write(
                Name(stem, i), share.Account, context.Message.Time, context.Message.Correlation,
                new BillSharePaidV1(share.Account, share.Period, paid.Payable, round, amount, paid.PaidAt, $"{paid.Gateway} {paid.GatewayReference}".Trim())));
            return new Change<Basket>(basket with { Status = BasketStatus.Paid, PaidRounds = [.. basket.PaidRounds, round] }) { Messages = messages };
        },
        cancellationToken);

    /// <summary>A payer leaves what was beyond the payment: it goes to the last share's account, where it settles what is owed or becomes credit.</summary>
    public ValueTask KeptAsync(OverpaymentKeptV1 kept, MessageContext context, CancellationToken cancellationToken) => ChangeAsync(
        kept.Payable,
        context,
        (basket, stem) =>
        {
            var share = basket.Shares[^1];
            return new Change<Basket>(basket)
            {
                Messages =
                [
                    new Outgoing(TuitionMessages.BillSharePaid.Write(
                        Name(stem, 0), share.Account, context.Message.Time, context.Message.Correlation,
                        new BillSharePaidV1(
                            share.Account, share.Period, kept.Payable, RoundOf(kept.Payable, kept.Payment, basket), kept.Amount.MinorUnits,
                            kept.KeptAt, $"{kept.Gateway} {kept.GatewayReference}".Trim(), kept.Case))),
                ],
            };
        },
        cancellationToken);

    public ValueTask LapsedAsync(FeeLapsedV1 lapsed, MessageContext context, CancellationToken cancellationToken) => ChangeAsync(
        lapsed.Payable,
        context,
        (basket, _) => basket.Status is BasketStatus.Open && RoundOf(lapsed.Payable, lapsed.Payment, basket) == basket.Round
            ? new Change<Basket>(basket with { Status = BasketStatus.Lapsed })
            : null,
        cancellationToken);

    public ValueTask RefundedAsync(FeeRefundedV1 refunded, MessageContext context, CancellationToken cancellationToken) => ChangeAsync(
        refunded.Payable,
        context,
        (basket, stem) =>
        {
            var round = RoundOf(refunded.Payable, refunded.Payment, basket);
            if (!basket.PaidRounds.Contains(round) || basket.ReturnedRounds.Contains(round)) return null;
            var messages = Shares(basket, refunded.Amount.MinorUnits, (share, amount, i) => TuitionMessages.BillShareReturned.Write(
                Name(stem, i), share.Account, context.Message.Time, context.Message.Correlation,
                new BillShareReturnedV1(share.Account, share.Period, refunded.Payable, round, amount, refunded.RefundedAt)));
            return new Change<Basket>(basket with { Status = BasketStatus.Returned, ReturnedRounds = [.. basket.ReturnedRounds, round] }) { Messages = messages };
        },
        cancellationToken);

    /// <summary>The split: in the order of the shares, each in full; what is over goes to the last one, where it becomes credit.</summary>
    private static List<Outgoing> Shares(Basket basket, long amountVnd, Func<BasketShare, long, int, Message> tell)
    {
        var (parts, left) = Split.OldestFirst(amountVnd, [.. basket.Shares.Select(share => share.AmountVnd)]);
        var messages = new List<Outgoing>(parts.Count);
        for (var i = 0; i < parts.Count; i++)
        {
            var amount = parts[i] + (i == parts.Count - 1 ? left : 0);
            if (amount > 0) messages.Add(new Outgoing(tell(basket.Shares[i], amount, i)));
        }

        return messages;
    }

    private static int RoundOf(RecordId id, RecordId payment, Basket basket)
    {
        for (var round = basket.Round; round > 0; round--)
        {
            if (TuitionIds.Payment(id, round) == payment) return round;
        }

        throw new PermanentFailureException("payment-not-asked", $"{id} never asked for {payment}.");
    }

    private static string Name(string stem, int share) => string.Create(CultureInfo.InvariantCulture, $"{stem}-{share}");

    private async ValueTask ChangeAsync(
        RecordId id, MessageContext context, Func<Basket, string, Change<Basket>?> decide, CancellationToken cancellationToken)
    {
        // Other services' payments are answered on the same topic.
        if (!RecordId.TryParse(id.Value, TuitionIds.BasketKind, out _)) return;
        var stem = ids.Next();
        await _baskets.ChangeAsync(
            id,
            context.Cause,
            loaded => loaded.State is { } basket
                ? decide(basket, stem)
                : throw new PermanentFailureException("basket-unknown", $"{id} was never opened."),
            cancellationToken);
    }
}
