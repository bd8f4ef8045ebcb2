using System.Globalization;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>Somebody wants to pay bills: only now a payment is asked for.</summary>
/// <param name="Whole">Everything owed, or only what is due next of bills in parts.</param>
public sealed record PayBills(IReadOnlyList<BillId> Bills, bool Whole = true);

/// <summary>Opens a basket for what is owed at this moment. Whoever holds the bills' links may: a relative too.</summary>
public sealed class PayBillsHandler(IRecordStore store, StudentAccounts accounts, KeyedHash hash, IdSource ids)
{
    private readonly Records<Basket> _baskets = new(store, () => TuitionJson.Default.Basket);

    public async ValueTask<Result<BasketAnswer>> HandleAsync(PayBills command, Asked asked, CancellationToken cancellationToken)
    {
        var wanted = command.Bills.Distinct().ToList();
        if (wanted.Count is 0 or > Basket.MaxShares) return TuitionProblems.BasketTooLarge;
        var debts = new List<Debt>();
        foreach (var id in wanted)
        {
            var account = (await accounts.LoadAsync(id.Account, cancellationToken)).State;
            if (account?.Standing(id.Period) is not { } bill) return KernelProblems.NotFound;
            var amount = command.Whole ? bill.OwedVnd : bill.PayableNowVnd(asked.ArrivedAt.VietnamDate());
            if (amount > 0) debts.Add(new Debt(id, account, bill, amount));
        }

        if (debts.Count == 0) return TuitionProblems.NothingOwed;
        // The written rule of the split: what falls due first is settled first; on the same day, by the bills' codes.
        debts.Sort((one, other) => (one.Bill.NextDue(), one.Bill.Code).CompareTo((other.Bill.NextDue(), other.Bill.Code)));
        return await OpenAsync(debts, asked, cancellationToken);
    }

    /// <summary>The same bills in the same state make the same basket, so that pressing twice asks for one payment.</summary>
    private async ValueTask<Result<BasketAnswer>> OpenAsync(List<Debt> debts, Asked asked, CancellationToken cancellationToken)
    {
        var parts = debts.Select(debt => string.Create(
            CultureInfo.InvariantCulture, $"{debt.Id}|{debt.Bill.Revision}|{debt.Bill.TotalVnd - debt.Bill.OwedVnd}|{debt.AmountVnd}")).ToArray();
        var id = new RecordId($"{TuitionIds.BasketKind}-{hash.Of("tuition-basket", parts)}");
        BasketShare[] shares = [.. debts.Select(debt => new BasketShare(debt.Id.Account, debt.Id.Period, debt.Bill.Code, debt.AmountVnd))];
        var stem = ids.Next();
        var result = await _baskets.ChangeAsync(
            id,
            cause: null,
            loaded =>
            {
                if (loaded.State is { Status: BasketStatus.Paid }) return (Change<Basket>?)null;
                if (loaded.State is { Status: BasketStatus.Open } open && asked.ArrivedAt < open.ExpiresAt) return (Change<Basket>?)null;
                if (loaded.State?.Round >= Basket.MaxRounds) return TuitionProblems.TooMany;
                var basket = new Basket(
                    shares, (loaded.State?.Round ?? 0) + 1, BasketStatus.Open, asked.ArrivedAt + Basket.Lifetime,
                    loaded.State?.PaidRounds ?? [], loaded.State?.Returned ?? []);
                return new Change<Basket>(basket) { Messages = [new Outgoing(Request(id, basket, debts, asked, stem))] };
            },
            cancellationToken);
        if (!result.Succeeded(out var changed, out var problem)) return problem;
        var now = changed.State!;
        return new BasketAnswer(id, TuitionIds.Payment(id, now.Round), Money.Vnd(now.TotalVnd), now.Shares);
    }

    private static Message Request(RecordId id, Basket basket, List<Debt> debts, Asked asked, string stem)
    {
        const int CodeChars = 12;
        var payment = TuitionIds.Payment(id, basket.Round);
        var single = debts.Count == 1 ? debts[0] : null;
        var code = single?.Bill.Code ?? $"HP-{id.Value[^CodeChars..].ToUpperInvariant()}";
        var periods = string.Join(", ", debts.Select(debt => debt.Id.Period).Distinct());
        return PaymentContracts.FeeRequested.Write(
            $"{stem}-f",
            payment,
            asked.ArrivedAt,
            asked.Correlation,
            new FeeRequestedV1(
                payment,
                id,
                TuitionContracts.Service,
                Money.Vnd(basket.TotalVnd),
                new($"Học phí và các khoản thu {periods}", $"Tuition and fees {periods}"),
                code,
                debts[0].Account.Name,
                basket.ExpiresAt,
                debts[0].Bill.Lines[0].PriceRule,
                UnitOf(debts),
                KeepsCredit: true));
    }

    /// <summary>Whose income it is: nobody's when the bills are of several schools, because a payment has one unit.</summary>
    private static string UnitOf(List<Debt> debts) =>
        debts.Select(debt => debt.Account.School).Distinct().Take(2).ToList() is [var school] ? school : "";

    private sealed record Debt(BillId Id, StudentAccount Account, Bill Bill, long AmountVnd);
}
