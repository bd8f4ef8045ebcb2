using System.Globalization;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>News of a basket's payment: each bill is told its share, once for each payment that came or went back.</summary>
public sealed class ApplyBasketFee(IRecordStore store, IdSource ids)
{
    private readonly Records<Basket> _baskets = new(store, () => TuitionJson.Default.Basket);

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

    public ValueTask RefundedAsync(FeeRefundedV1 refunded, MessageContext context, CancellationToken cancellationToken) =>
        ReturnAsync(refunded.Payable, refunded.Payment, refunded.Amount.MinorUnits, isPart: false, refunded.RefundedAt, context, cancellationToken);

    public ValueTask PartRefundedAsync(FeePartRefundedV1 refunded, MessageContext context, CancellationToken cancellationToken) =>
        ReturnAsync(refunded.Payable, refunded.Payment, refunded.Back.MinorUnits, isPart: true, refunded.RefundedAt, context, cancellationToken);

    /// <summary>What went back since it was told last is taken from the shares that fall due last.</summary>
    private ValueTask ReturnAsync(
        RecordId payable, RecordId payment, long backVnd, bool isPart, DateTimeOffset at, MessageContext context, CancellationToken cancellationToken) => ChangeAsync(
        payable,
        context,
        (basket, stem) =>
        {
            var round = RoundOf(payable, payment, basket);
            var known = basket.BackVnd(round);
            if (!basket.PaidRounds.Contains(round) || backVnd <= known) return null;
            var (before, after, number) = (LatestFirst(basket, known), LatestFirst(basket, backVnd), basket.Returned.Count + 1);
            var messages = new List<Outgoing>(after.Count);
            for (var i = 0; i < after.Count; i++)
            {
                if (after[i] == before[i]) continue;
                var share = basket.Shares[i];
                messages.Add(new Outgoing(TuitionMessages.BillShareReturned.Write(
                    Name(stem, i), share.Account, context.Message.Time, context.Message.Correlation,
                    new BillShareReturnedV1(share.Account, share.Period, payable, round, after[i] - before[i], at, number, isPart))));
            }

            return new Change<Basket>(basket with
            {
                Status = isPart ? basket.Status : BasketStatus.Returned,
                Returned = [.. basket.Returned, new ReturnedMoney(round, backVnd - known)],
            })
            {
                Messages = messages,
            };
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

    /// <summary>By share, what an amount that went back takes: the one due last in full before the others; what is over was its too.</summary>
    private static List<long> LatestFirst(Basket basket, long amountVnd)
    {
        var (parts, left) = Split.OldestFirst(amountVnd, [.. basket.Shares.Select(share => share.AmountVnd).Reverse()]);
        List<long> taken = [.. parts.Reverse()];
        taken[^1] += left;
        return taken;
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
