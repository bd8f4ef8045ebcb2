namespace PublicServices.Tuition;

/// <summary>What invoices of a bill are over.</summary>
public static class InvoiceLines
{
    /// <summary>
    /// The lines of what was collected for a bill: settled in full as the bill says, otherwise its money meets the lines in their order. What
    /// nothing was collected for is left out: an exemption is no discount of the school's.
    /// </summary>
    public static IReadOnlyList<InvoiceLine> Of(Bill bill, FeeCatalogue? catalogue, BillingPeriod period, string vatRate)
    {
        var (collected, _) = Split.OldestFirst(bill.PaidVnd + bill.CreditVnd, [.. bill.Lines.Select(line => line.NetVnd)]);
        return [.. bill.Lines.Select((line, i) => Of(line, collected[i])).Where(line => line.AmountVnd != 0)];

        InvoiceLine Of(BillLine line, long amountVnd)
        {
            var unit = catalogue?.Find(line.Item)?.Unit ?? (line.Quantity == 1 ? UnitOf(period) : "Lần");
            var name = $"{line.NameVi} ({NameOf(period)})";
            return amountVnd == line.NetVnd
                ? new InvoiceLine(line.Item, name, unit, line.Quantity, line.UnitVnd, line.ReductionVnd, amountVnd, vatRate)
                : new InvoiceLine(line.Item, name, unit, null, null, 0, amountVnd, vatRate);
        }
    }

    /// <summary>What an invoice and those that adjust it say together, item by item.</summary>
    public static IReadOnlyList<InvoiceLine> Sum(IEnumerable<Invoice> inForce) =>
    [
        .. inForce.SelectMany(invoice => invoice.Lines).GroupBy(line => line.Item).Select(lines => lines.Aggregate(Add)),
    ];

    /// <summary>What has to be added to one to come to the other; items that are the same are left out.</summary>
    /// <param name="before">What invoices say.</param>
    /// <param name="now">What they should say.</param>
    public static IReadOnlyList<InvoiceLine> Difference(IReadOnlyList<InvoiceLine> before, IReadOnlyList<InvoiceLine> now)
    {
        var after = now.ToDictionary(line => line.Item);
        var gone = before.Where(line => !after.ContainsKey(line.Item)).Select(line => Negative(line));
        var former = before.ToDictionary(line => line.Item);
        return [.. now.Select(line => former.TryGetValue(line.Item, out var one) ? Add(line, Negative(one)) : line).Concat(gone).Where(line => line.AmountVnd != 0)];
    }

    /// <summary>The same lines over nothing: a replacing invoice of a bill that is no more.</summary>
    public static IReadOnlyList<InvoiceLine> Emptied(IReadOnlyList<InvoiceLine> lines) =>
        [.. lines.Select(line => line with { Quantity = null, UnitVnd = null, DiscountVnd = 0, AmountVnd = 0 })];

    /// <summary>A quantity is kept where it still makes the amount; otherwise the line is an amount alone.</summary>
    private static InvoiceLine Add(InvoiceLine one, InvoiceLine other)
    {
        var (quantity, discount, amount) = (one.Quantity + other.Quantity, one.DiscountVnd + other.DiscountVnd, one.AmountVnd + other.AmountVnd);
        return one.UnitVnd == other.UnitVnd && quantity is not (null or 0)
            ? one with { Quantity = quantity, DiscountVnd = discount, AmountVnd = amount }
            : one with { Quantity = null, UnitVnd = null, DiscountVnd = 0, AmountVnd = amount };
    }

    private static InvoiceLine Negative(InvoiceLine line) =>
        line with { Quantity = -line.Quantity, DiscountVnd = -line.DiscountVnd, AmountVnd = -line.AmountVnd };

    private static string UnitOf(BillingPeriod period) => period.Cycle is BillingCycle.Month ? "Tháng" : "Học kỳ";

    private static string NameOf(BillingPeriod period) => period.Cycle is BillingCycle.Month
        ? $"tháng {period.Code[5..]}/{period.Code[..4]}"
        : $"học kỳ {period.Code[^1]} năm học {period.Code[..9]}";
}
